#include "load/postgres/record.hpp"

#include <cstdint>

#include "base/failure.hpp"

namespace rollcall::load::postgres {
namespace {

[[noreturn]] void throw_cut_short() {
    throw Failure("read a member: postgresql: a row is cut short", Broken::corrupt_data);
}

std::int32_t take_number(std::string_view& bytes) {
    if (bytes.size() < sizeof(std::int32_t)) throw_cut_short();
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < sizeof(number); ++i)
        number = (number << 8U) | static_cast<unsigned char>(bytes[i]);
    bytes.remove_prefix(sizeof(number));
    return static_cast<std::int32_t>(number);
}

}  // namespace

FieldTexts read_record(std::string_view bytes) {
    FieldTexts texts;
    if (take_number(bytes) != static_cast<std::int32_t>(texts.size())) throw_cut_short();
    for (auto& text : texts) {
        take_number(bytes);  // the column's type
        const auto length = take_number(bytes);
        if (length < 0) continue;
        const auto size = static_cast<std::size_t>(length);
        if (bytes.size() < size) throw_cut_short();
        text = bytes.substr(0, size);
        bytes.remove_prefix(size);
    }
    return texts;
}

}  // namespace rollcall::load::postgres
