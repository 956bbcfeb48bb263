// Which encoding a text file has, decided over the whole of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"
#include "sheet/file.hpp"

namespace rollcall::sheet::csv {

enum class Encoding : std::uint8_t { utf8, utf16le, utf16be, windows_1252 };

// As people know it: "UTF-8", "UTF-16LE", "UTF-16BE", "Windows-1252".
std::string_view to_string(Encoding encoding);

struct EncodingFacts {
    Encoding encoding = Encoding::utf8;
    std::size_t mark_bytes = 0;  // of the byte order mark
    // Some bytes may be NUL or ill-formed. Without this the file is UTF-8 that can be taken as is.
    bool damaged = false;
};

// By its mark, or by the zero bytes that ASCII has in it.
bool is_utf16(std::string_view first_bytes);

// Reads the whole file once. What is not UTF-8 is Windows-1252, unless the file says it is UTF-8 by
// its mark, or more of its characters are well-formed than bytes are not: then single bytes are
// damaged. Refuses with ENCODING what is UTF-32.
Result<EncodingFacts> decide_encoding(const File& file);

}  // namespace rollcall::sheet::csv
