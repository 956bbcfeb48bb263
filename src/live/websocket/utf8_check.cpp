#include "live/websocket/utf8_check.hpp"

#include <cstddef>
#include <string_view>

#include "base/text.hpp"

namespace rollcall::live::websocket {

bool Utf8Check::begin_character(unsigned char lead) {
    if (lead < 0xC2 || lead > 0xF4) return false;
    if (lead < 0xE0) {
        missing_ = 1;
    } else if (lead < 0xF0) {
        missing_ = 2;
        if (lead == 0xE0) next_min_ = 0xA0;
        if (lead == 0xED) next_max_ = 0x9F;
    } else {
        missing_ = 3;
        if (lead == 0xF0) next_min_ = 0x90;
        if (lead == 0xF4) next_max_ = 0x8F;
    }
    return true;
}

bool Utf8Check::add(std::string_view piece) {
    std::size_t at = 0;
    while (at < piece.size()) {
        const auto byte = static_cast<unsigned char>(piece[at]);
        if (missing_ == 0 && byte < 0x80) {
            at += ascii_prefix(piece.substr(at));
            continue;
        }
        ++at;
        if (missing_ == 0) {
            if (!begin_character(byte)) return false;
            continue;
        }
        if (byte < next_min_ || byte > next_max_) return false;
        --missing_;
        next_min_ = 0x80;
        next_max_ = 0xBF;
    }
    return true;
}

}  // namespace rollcall::live::websocket
