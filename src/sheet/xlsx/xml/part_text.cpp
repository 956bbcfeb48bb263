#include "sheet/xlsx/xml/part_text.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "sheet/zip/damage.hpp"

namespace rollcall::sheet::xlsx::xml {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t declaration_bytes_max = 1024;
// Two raw bytes of UTF-16 become at most three of UTF-8.
constexpr std::size_t growth_max = 3;

// The value of `encoding` in an XML declaration, empty when there is none.
std::string_view declared_encoding(std::string_view text) {
    if (!text.starts_with("<?xml"sv)) return {};
    text = text.substr(0, text.find("?>"sv));
    const auto at = text.find("encoding"sv);
    if (at == std::string_view::npos) return {};
    const auto open = text.find_first_of(R"("')"sv, at);
    if (open == std::string_view::npos) return {};
    const auto close = text.find(text[open], open + 1);
    if (close == std::string_view::npos) return {};
    return text.substr(open + 1, close - open - 1);
}

bool is_any_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::ranges::any_of(names, [name](std::string_view other) {
        return equals_folded(name, other);
    });
}

bool is_high(char32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}

bool is_low(char32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

// As append_utf8, but takes lone surrogates too (ill-formed on purpose).
std::size_t put(char32_t c, char* into) {
    const auto byte = [](char32_t bits) {
        return static_cast<char>(static_cast<unsigned char>(bits));
    };
    if (c < 0x80) {
        into[0] = byte(c);
        return 1;
    }
    if (c < 0x800) {
        into[0] = byte(0xC0U | c >> 6U);
        into[1] = byte(0x80U | (c & 0x3FU));
        return 2;
    }
    if (c < 0x10000) {
        into[0] = byte(0xE0U | c >> 12U);
        into[1] = byte(0x80U | (c >> 6U & 0x3FU));
        into[2] = byte(0x80U | (c & 0x3FU));
        return 3;
    }
    into[0] = byte(0xF0U | c >> 18U);
    into[1] = byte(0x80U | (c >> 12U & 0x3FU));
    into[2] = byte(0x80U | (c >> 6U & 0x3FU));
    into[3] = byte(0x80U | (c & 0x3FU));
    return 4;
}

}  // namespace

Result<std::size_t> PartText::read(std::span<char> into) {
    if (encoding_ == Encoding::unknown) return read_first(into);
    if (encoding_ == Encoding::utf8) return unpacker_.read(into);
    return read_and_decode(into);
}

Result<std::size_t> PartText::read_first(std::span<char> into) {
    auto got = unpacker_.read(into.first(declaration_bytes_max));
    if (!got) return got;
    const std::string_view head(into.data(), *got);
    if (const auto told = tell_encoding(head); !told) return std::unexpected(told.error());
    const std::size_t mark =
        encoding_ == Encoding::utf8 && head.starts_with("\xEF\xBB\xBF"sv) ? 3 : 0;
    if (encoding_ == Encoding::utf8) {
        std::memmove(into.data(), into.data() + mark, *got - mark);
        // A part that is nothing but its mark must not look like its end came with bytes to come.
        if (*got > mark || *got < declaration_bytes_max) return *got - mark;
        return unpacker_.read(into);
    }
    raw_.resize(16 * kib);
    std::ranges::copy(head, raw_.begin());
    raw_held_ = head.size();
    return read_and_decode(into);
}

Result<void> PartText::tell_encoding(std::string_view first_bytes) {
    const auto starts = [first_bytes](std::string_view bytes) {
        return first_bytes.starts_with(bytes);
    };
    const auto declared = declared_encoding(first_bytes);
    const bool wide32 = starts("\xFF\xFE\0\0"sv) || starts("\0\0\xFE\xFF"sv);
    if (!wide32 && (starts("\xFF\xFE"sv) || starts("<\0"sv))) {
        encoding_ = Encoding::utf16le;
    } else if (!wide32 && (starts("\xFE\xFF"sv) || starts("\0<"sv))) {
        encoding_ = Encoding::utf16be;
    } else if (!wide32 && (starts("\xEF\xBB\xBF"sv) || declared.empty() ||
                           is_any_of(declared, {"utf-8", "utf8", "us-ascii", "ascii"}))) {
        encoding_ = Encoding::utf8;
    } else if (!wide32 && is_any_of(declared, {"iso-8859-1", "iso8859-1", "latin1", "latin-1"})) {
        encoding_ = Encoding::latin1;
    } else {
        return refuse(
            Errc::encoding,
            "A part of the workbook is written in an encoding that workbooks do not use. Open it "
            "in Excel, save it again as .xlsx and send that."
        );
    }
    return {};
}

Result<std::size_t> PartText::read_and_decode(std::span<char> into) {
    // Less than a unit may be left over from before, so the loop ends with the part.
    for (;;) {
        const auto raw_max = std::min(raw_.size(), into.size() / growth_max);
        std::size_t got = 0;
        if (raw_held_ < raw_max) {
            const auto read =
                unpacker_.read(std::span(raw_).subspan(raw_held_, raw_max - raw_held_));
            if (!read) return read;
            got = *read;
        }
        const auto raw = std::span<const char>(raw_).first(raw_held_ + got);
        if (encoding_ == Encoding::latin1) {
            raw_held_ = 0;
            return decode_latin1(raw, into);
        }
        const bool at_end = raw.size() < 2 && got == 0;
        if (at_end && (raw_held_ > 0 || high_surrogate_ != 0))
            return zip::damaged("a part ends within a character");
        const auto put_bytes = decode_utf16(raw, into);
        raw_held_ = raw.size() % 2;
        if (raw_held_ > 0) raw_[0] = raw.back();
        if (put_bytes > 0 || at_end) return put_bytes;
    }
}

std::size_t PartText::decode_utf16(std::span<const char> raw, std::span<char> into) {
    const std::size_t low = encoding_ == Encoding::utf16le ? 0 : 1;
    std::size_t at = 0;
    for (std::size_t i = 0; i + 1 < raw.size(); i += 2) {
        const auto byte = [&raw](std::size_t index) {
            return static_cast<char32_t>(static_cast<unsigned char>(raw[index]));
        };
        const char32_t unit = byte(i + low) | byte(i + 1 - low) << 8U;
        const auto high = std::exchange(high_surrogate_, 0);
        if (high != 0 && is_low(unit)) {
            at += put(0x10000 + ((high - 0xD800) << 10U) + (unit - 0xDC00), &into[at]);
            continue;
        }
        if (high != 0) at += put(high, &into[at]);
        if (is_high(unit)) {
            high_surrogate_ = unit;
        } else if (unit != 0xFEFF) {
            at += put(unit, &into[at]);
        }
    }
    return at;
}

std::size_t PartText::decode_latin1(std::span<const char> raw, std::span<char> into) {
    std::size_t at = 0;
    for (const char c : raw)
        at += put(static_cast<unsigned char>(c), &into[at]);
    return at;
}

}  // namespace rollcall::sheet::xlsx::xml
