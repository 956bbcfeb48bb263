#include "check/json_text.hpp"

#include <fmt/format.h>

namespace rollcall::check {

void append_json_text(std::string& json, std::string_view text) {
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (c >= 0 && c < ' ') {
            json += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            json += c;
        }
    }
    json += '"';
}

}  // namespace rollcall::check
