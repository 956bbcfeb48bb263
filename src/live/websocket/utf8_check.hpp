// Whether text that arrives in pieces is UTF-8, told at the first byte that proves it is not.
#pragma once

#include <cstdint>
#include <string_view>

namespace rollcall::live::websocket {

class Utf8Check {
public:
    // False from the first piece on that no further bytes could make well-formed again (RFC 3629);
    // after that it is not asked again.
    bool add(std::string_view piece);
    // Whether the text so far ends with a whole character.
    bool is_whole() const { return missing_ == 0; }

private:
    bool begin_character(unsigned char lead);

    // What the next byte must be while a character is not whole: only the second byte's range
    // differs from the plain continuation's (Unicode 15, table 3-7).
    std::uint8_t missing_ = 0;
    std::uint8_t next_min_ = 0x80;
    std::uint8_t next_max_ = 0xBF;
};

}  // namespace rollcall::live::websocket
