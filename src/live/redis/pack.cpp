#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/kind.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "live/redis/msgpack.hpp"
#include "live/socket_io/payload.hpp"

namespace rollcall::live::redis {
namespace {

namespace json = boost::json;

// The first byte of a length, by how many bytes the length has; 0: there is no such form.
struct LengthHeads {
    std::uint8_t fixed;  // the length is in the head itself
    std::size_t fixed_max;
    std::uint8_t one;
    std::uint8_t two;
    std::uint8_t four;
};
constexpr LengthHeads text_heads{
    .fixed = 0xa0,
    .fixed_max = 31,
    .one = 0xd9,
    .two = 0xda,
    .four = 0xdb};
constexpr LengthHeads bytes_heads{
    .fixed = 0,
    .fixed_max = 0,
    .one = 0xc4,
    .two = 0xc5,
    .four = 0xc6};
constexpr LengthHeads array_heads{
    .fixed = 0x90,
    .fixed_max = 15,
    .one = 0,
    .two = 0xdc,
    .four = 0xdd};
constexpr LengthHeads map_heads{
    .fixed = 0x80,
    .fixed_max = 15,
    .one = 0,
    .two = 0xde,
    .four = 0xdf};

class Packer {
public:
    explicit Packer(const std::vector<std::string>& attachments) : attachments_(attachments) {}

    void put(const json::value& value) {
        switch (value.kind()) {
            case json::kind::null: return put_byte(0xc0);
            case json::kind::bool_: return put_byte(value.get_bool() ? 0xc3 : 0xc2);
            case json::kind::int64: return put(value.get_int64());
            case json::kind::uint64: return put(value.get_uint64());
            case json::kind::double_:
                return put_number(0xcb, std::bit_cast<std::uint64_t>(value.get_double()), 8);
            case json::kind::string: return put_bytes(text_heads, value.get_string());
            case json::kind::array: return put(value.get_array());
            case json::kind::object: return put(value.get_object());
        }
    }

    std::string take() { return std::move(bytes_); }

private:
    void put_byte(std::uint8_t byte) { bytes_ += static_cast<char>(byte); }

    // Big end first.
    void put_number(std::uint8_t head, std::uint64_t number, unsigned width) {
        put_byte(head);
        for (auto left = width; left > 0; --left)
            put_byte(static_cast<std::uint8_t>(number >> (8 * (left - 1))));
    }

    void put(std::uint64_t number) {
        if (number < 0x80) return put_byte(static_cast<std::uint8_t>(number));
        if (number <= 0xff) return put_number(0xcc, number, 1);
        if (number <= 0xffff) return put_number(0xcd, number, 2);
        if (number <= 0xffff'ffff) return put_number(0xce, number, 4);
        put_number(0xcf, number, 8);
    }

    void put(std::int64_t number) {
        const auto bits = static_cast<std::uint64_t>(number);
        if (number >= 0) return put(bits);
        if (number >= -0x20) return put_byte(static_cast<std::uint8_t>(bits));
        if (number >= INT8_MIN) return put_number(0xd0, bits, 1);
        if (number >= INT16_MIN) return put_number(0xd1, bits, 2);
        if (number >= INT32_MIN) return put_number(0xd2, bits, 4);
        put_number(0xd3, bits, 8);
    }

    void put_length(const LengthHeads& heads, std::size_t length) {
        if (heads.fixed != 0 && length <= heads.fixed_max) {
            put_byte(static_cast<std::uint8_t>(heads.fixed | length));
        } else if (heads.one != 0 && length <= 0xff) {
            put_number(heads.one, length, 1);
        } else if (length <= 0xffff) {
            put_number(heads.two, length, 2);
        } else {
            put_number(heads.four, length, 4);
        }
    }

    void put_bytes(const LengthHeads& heads, std::string_view bytes) {
        put_length(heads, bytes.size());
        bytes_ += bytes;
    }

    void put(const json::array& values) {
        put_length(array_heads, values.size());
        for (const auto& value : values)
            put(value);
    }

    void put(const json::object& object) {
        const auto index = socket_io::placeholder_of(object);
        if (index && *index < attachments_.size()) {
            return put_bytes(bytes_heads, attachments_[*index]);
        }
        put_length(map_heads, object.size());
        for (const auto& [key, value] : object) {
            put_bytes(text_heads, key);
            put(value);
        }
    }

    const std::vector<std::string>& attachments_;
    std::string bytes_;
};

}  // namespace

std::string pack(const Unpacked& packed) {
    Packer packer(packed.attachments);
    packer.put(packed.value);
    return packer.take();
}

}  // namespace rollcall::live::redis
