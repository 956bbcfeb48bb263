#include "spool/names.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace rollcall::spool {
namespace {

constexpr std::size_t sha256_digits = 64;
// Leaves room below the 255 bytes of file systems.
constexpr std::size_t name_bytes_max = 200;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f');
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool may_stand_in_a_name(char c) {
    return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.';
}

}  // namespace

bool is_sha256(std::string_view text) {
    return text.size() == sha256_digits && std::ranges::all_of(text, is_hex);
}

bool is_document_name(std::string_view name) {
    return !name.empty() && name.size() <= name_bytes_max && name.front() != '.' &&
           std::ranges::all_of(name, may_stand_in_a_name);
}

}  // namespace rollcall::spool
