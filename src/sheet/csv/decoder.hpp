// Bytes of any of the encodings to UTF-8. What cannot be stored becomes NUL, which no sound text
// has: the reader makes U+FFFD of it and says so.
#pragma once

#include <cstddef>
#include <string_view>

#include "sheet/csv/encoding.hpp"

namespace rollcall::sheet::csv {

// No byte of any encoding becomes more than this many.
inline constexpr std::size_t decoded_bytes_max = 3;

struct Decoded {
    std::size_t taken = 0;  // bytes of the source
    std::size_t made = 0;   // bytes of UTF-8
};

// Decodes the bytes to `out`; a character that the end cuts is left for the next call, unless
// these are the last bytes. Needs: room for decoded_bytes_max times their number.
Decoded decode(Encoding encoding, std::string_view bytes, bool last, char* out);

}  // namespace rollcall::sheet::csv
