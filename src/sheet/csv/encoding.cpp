#include "sheet/csv/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "sheet/file.hpp"

namespace rollcall::sheet::csv {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto utf8_mark = "\xEF\xBB\xBF"sv;
constexpr auto utf16le_mark = "\xFF\xFE"sv;
constexpr auto utf16be_mark = "\xFE\xFF"sv;
constexpr auto utf32le_mark = "\xFF\xFE\0\0"sv;
constexpr auto utf32be_mark = "\0\0\xFE\xFF"sv;

constexpr std::size_t first_bytes_read = 4096;
constexpr std::size_t pass_bytes = 256 * kib;

// Where ASCII has its zero bytes in UTF-16, and how sure that is: nearly all zeros stand on one
// side, and at least every fourth character has one.
enum class ZeroSide : std::uint8_t { none, first, second };

ZeroSide zero_side(std::string_view bytes) {
    std::array<std::size_t, 2> zeros{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == '\0') ++zeros.at(i % 2);
    }
    const auto units = bytes.size() / 2;
    const auto many = std::max(zeros[0], zeros[1]);
    const auto few = std::min(zeros[0], zeros[1]);
    if (units < 2 || many * 4 < units || few * 16 > many) return ZeroSide::none;
    return zeros[0] > zeros[1] ? ZeroSide::first : ZeroSide::second;
}

// How many characters beyond ASCII and how many bytes that are no UTF-8 there are.
struct Counts {
    std::uint64_t good = 0;
    std::uint64_t bad = 0;
    bool nul = false;

    // Returns how many bytes were judged: all but a sequence that the end may have cut.
    std::size_t judge(std::string_view bytes, bool last) {
        constexpr std::size_t longest_sequence = 4;
        nul = nul || bytes.contains('\0');
        const auto whole = bytes.size();
        for (;;) {
            bytes.remove_prefix(ascii_prefix(bytes));
            if (bytes.empty() || (!last && bytes.size() < longest_sequence)) break;
            const auto sequence = first_utf8_sequence(bytes);
            ++(sequence.good ? good : bad);
            bytes.remove_prefix(sequence.length);
        }
        return whole - bytes.size();
    }
};

Counts count(const File& file, std::uint64_t from) {
    Counts counts;
    std::vector<char> buffer(pass_bytes);
    while (from < file.size()) {
        const auto got = file.read_at(from, buffer);
        if (got == 0) break;
        const bool last = from + got >= file.size();
        from += counts.judge({buffer.data(), got}, last);
    }
    return counts;
}

}  // namespace

std::string_view to_string(Encoding encoding) {
    constexpr std::array names{"UTF-8"sv, "UTF-16LE"sv, "UTF-16BE"sv, "Windows-1252"sv};
    return names.at(std::to_underlying(encoding));
}

bool is_utf16(std::string_view first_bytes) {
    return first_bytes.starts_with(utf16le_mark) || first_bytes.starts_with(utf16be_mark) ||
           zero_side(first_bytes) != ZeroSide::none;
}

Result<EncodingFacts> decide_encoding(const File& file) {
    const auto first = file.bytes_at(0, first_bytes_read);
    if (first.starts_with(utf32le_mark) || first.starts_with(utf32be_mark)) {
        return refuse(
            Errc::encoding, "the text is in UTF-32: save it as UTF-8 (\"CSV UTF-8\" in Excel)"
        );
    }
    if (first.starts_with(utf16le_mark))
        return EncodingFacts{.encoding = Encoding::utf16le, .mark_bytes = 2, .damaged = true};
    if (first.starts_with(utf16be_mark))
        return EncodingFacts{.encoding = Encoding::utf16be, .mark_bytes = 2, .damaged = true};
    switch (zero_side(first)) {
        case ZeroSide::first:
            return EncodingFacts{.encoding = Encoding::utf16be, .mark_bytes = 0, .damaged = true};
        case ZeroSide::second:
            return EncodingFacts{.encoding = Encoding::utf16le, .mark_bytes = 0, .damaged = true};
        case ZeroSide::none: break;
    }
    const bool marked = first.starts_with(utf8_mark);
    const std::size_t mark_bytes = marked ? utf8_mark.size() : 0;
    const auto counts = count(file, mark_bytes);
    const bool utf8 = marked || counts.bad == 0 || counts.good > counts.bad;
    if (!utf8)
        return EncodingFacts{.encoding = Encoding::windows_1252, .mark_bytes = 0, .damaged = true};
    return EncodingFacts{
        .encoding = Encoding::utf8,
        .mark_bytes = mark_bytes,
        .damaged = counts.nul || counts.bad > 0};
}

}  // namespace rollcall::sheet::csv
