#include "check/rules/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/text.hpp"

namespace rollcall::check::rules {
namespace {

constexpr unsigned char erase = 0x7F;

// Lead byte of U+0080 to U+00BF; its first half are the C1 control characters.
constexpr unsigned char c1_lead = 0xC2;
constexpr unsigned char c1_end = 0xA0;
// From U+0300 on (lead byte CC) characters may combine; all before it stand composed already.
constexpr unsigned char combining_lead = 0xCC;

bool is_control(unsigned char byte) {
    return byte < ' ' || byte == erase;
}

bool is_plain(unsigned char byte) {
    return byte >= ' ' && byte < erase;
}

// Whether eight bytes at once are all printable ASCII.
bool all_plain(std::uint64_t bytes) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t tops = 0x80U * ones;
    const auto below_blank = (bytes - ' ' * ones) & ~bytes;
    const auto turned = bytes ^ (erase * ones);
    const auto is_erase = (turned - ones) & ~turned;
    return ((bytes | below_blank | is_erase) & tops) == 0;
}

std::uint64_t eight_bytes(const char* at) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, at, sizeof(bytes));
    return bytes;
}

bool is_plain_text(std::string_view text) {
    constexpr std::size_t step = sizeof(std::uint64_t);
    if (text.size() < step) {
        return std::ranges::all_of(text, [](char c) {
            return is_plain(static_cast<unsigned char>(c));
        });
    }
    for (std::size_t at = 0; at + step < text.size(); at += step) {
        if (!all_plain(eight_bytes(text.data() + at))) return false;
    }
    // The last eight, some of them for the second time.
    return all_plain(eight_bytes(text.data() + text.size() - step));
}

void append_without_controls(std::string& kept, std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const bool c1 = byte == c1_lead && at + 1 < text.size() &&
                        static_cast<unsigned char>(text[at + 1]) < c1_end;
        if (byte == '\t' || byte == '\n' || byte == '\r') {
            // A line end of two characters is one blank.
            if (!kept.ends_with(' ')) kept += ' ';
        } else if (c1) {
            ++at;
        } else if (!is_control(byte)) {
            kept += text[at];
        }
    }
}

bool may_combine(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        return static_cast<unsigned char>(c) >= combining_lead;
    });
}

}  // namespace

std::string_view clean_text(std::string_view text, std::string& scratch) {
    if (is_plain_text(text)) return text;
    scratch.clear();
    append_without_controls(scratch, text);
    if (may_combine(scratch)) scratch = to_nfc(scratch);
    return trim(scratch);
}

std::string_view cut_text(std::string_view text, std::uint32_t characters_max) {
    if (text.size() <= characters_max) return text;
    const auto kept = first_code_points(text, characters_max);
    return kept.size() == text.size() ? text : trim(kept);
}

}  // namespace rollcall::check::rules
