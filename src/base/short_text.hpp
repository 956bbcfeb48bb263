// Texts of a few bytes, read and copied in place: most cells are that short, and the library's
// copy of a length that nobody knows beforehand costs more than what it copies.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rollcall {

namespace short_text {

static_assert(std::endian::native == std::endian::little);

template <class Word>
Word word_at(const char* at) {
    Word word;
    std::memcpy(&word, at, sizeof(word));
    return word;
}

// Sixteen bytes that are moved at once.
struct WordPair {
    std::uint64_t first;
    std::uint64_t second;
};

template <class Word>
void copy_ends(char* to, std::string_view text) {
    const auto first = word_at<Word>(text.data());
    const auto last = word_at<Word>(text.data() + text.size() - sizeof(Word));
    std::memcpy(to, &first, sizeof(Word));
    std::memcpy(to + text.size() - sizeof(Word), &last, sizeof(Word));
}

}  // namespace short_text

// The text's bytes as one number, the first of them lowest, zeros above.
// Needs: at most eight bytes.
inline std::uint64_t word_of(std::string_view text) {
    using short_text::word_at;
    const auto size = text.size();
    if (size == sizeof(std::uint64_t)) return word_at<std::uint64_t>(text.data());
    if (size >= sizeof(std::uint32_t)) {
        // Its first and its last four bytes; where they overlap they are the same.
        const std::uint64_t last = word_at<std::uint32_t>(text.data() + size - 4);
        return word_at<std::uint32_t>(text.data()) | last << (8 * (size - 4));
    }
    if (size == 0) return 0;
    const auto byte = [&](std::size_t at) {
        return std::uint64_t{static_cast<unsigned char>(text[at])} << (8 * at);
    };
    return byte(0) | byte(size / 2) | byte(size - 1);
}

// Copies the text to where there is room for it.
inline void copy_text(char* to, std::string_view text) {
    const auto size = text.size();
    if (size > 32) {
        std::memcpy(to, text.data(), size);
    } else if (size >= 16) {
        short_text::copy_ends<short_text::WordPair>(to, text);
    } else if (size >= 8) {
        short_text::copy_ends<std::uint64_t>(to, text);
    } else if (size >= 4) {
        short_text::copy_ends<std::uint32_t>(to, text);
    } else if (size >= 2) {
        short_text::copy_ends<std::uint16_t>(to, text);
    } else if (size == 1) {
        *to = text.front();
    }
}

}  // namespace rollcall
