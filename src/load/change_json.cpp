#include "load/change_json.hpp"

#include <bit>
#include <cstddef>
#include <string_view>

#include "check/field.hpp"

namespace rollcall::load {
namespace {

using check::Field;

void put_json_text(std::string& json, std::string_view text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    json += '"';
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            json += '\\';
            json += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            json += "\\u00";
            json += digits[static_cast<unsigned char>(c) >> 4U];
            json += digits[static_cast<unsigned char>(c) & 0xFU];
        } else {
            json += c;
        }
    }
    json += '"';
}

}  // namespace

void put_json(std::string& json, const FieldTexts& texts, std::uint32_t fields) {
    json = '{';
    for (auto left = fields; left != 0; left &= left - 1) {
        const auto field = static_cast<std::size_t>(std::countr_zero(left));
        if (json.size() > 1) json += ',';
        put_json_text(json, check::field_names[field]);
        json += ':';
        if (texts[field].data() == nullptr) {
            json += "null";
        } else if (static_cast<Field>(field) == Field::amount_cents) {
            json += texts[field];
        } else {
            put_json_text(json, texts[field]);
        }
    }
    json += '}';
}

}  // namespace rollcall::load
