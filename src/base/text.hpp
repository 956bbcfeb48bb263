// Text as bytes of UTF-8: trimming, folding, validity. No locale is ever asked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall {

// Blanks as people type them: ASCII white space and U+00A0 at both ends are left out.
std::string_view trim(std::string_view text);

// ASCII letters to lower case; every other byte as it stands.
std::string fold_case(std::string_view text);
bool equals_folded(std::string_view left, std::string_view right);

// How many bytes at the front are ASCII: read at the speed of memory.
std::size_t ascii_prefix(std::string_view text);

// The bytes at the front that belong together, and whether they are a character.
struct Utf8Sequence {
    std::size_t length;
    bool good;
};
// Needs: text is not empty.
Utf8Sequence first_utf8_sequence(std::string_view text);

// Whether the bytes are well-formed UTF-8 (RFC 3629: no surrogates, nothing overlong).
bool is_utf8(std::string_view text);

// The text with each ill-formed sequence replaced by U+FFFD (as Unicode 15 section 3.9 counts
// them).
std::string replace_bad_utf8(std::string_view text);

// How many UTF-16 units the (well-formed) text has: what Excel counts as its length.
std::uint32_t utf16_units(std::string_view text);

// How many characters (code points) the (well-formed) text has.
std::uint32_t code_points(std::string_view text);

// The first `characters` code points of the text.
std::string_view first_code_points(std::string_view text, std::uint32_t characters);

// Appends a code point as UTF-8. Needs: not a surrogate, at most 0x10FFFF.
void append_utf8(std::string& text, char32_t character);

// Canonical composition (NFC); text that is ASCII alone comes back as it is.
std::string to_nfc(std::string_view text);

// Lower-case hex of bytes.
std::string to_hex(std::string_view bytes);

// 1234567 -> "1,234,567": numbers for people.
std::string with_commas(std::uint64_t number);

}  // namespace rollcall
