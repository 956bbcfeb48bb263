#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "live/redis/msgpack.hpp"

namespace rollcall::live::redis {
namespace {

namespace json = boost::json;
using Read = std::optional<json::value>;  // nothing: `Unpacker::fault` says why not

// A value may be followed by so many bytes that say how much of it there is.
std::size_t width_of(std::uint8_t form) {
    return std::size_t{1} << form;
}

std::optional<std::string> iso_time(std::int64_t seconds, std::uint64_t nanoseconds) {
    // The years that have four digits.
    constexpr std::int64_t first = -62'167'219'200;
    constexpr std::int64_t last = 253'402'300'799;
    if (seconds < first || seconds > last || nanoseconds >= 1'000'000'000) return std::nullopt;
    return to_iso_time(
        Instant{std::chrono::seconds{seconds}} +
        std::chrono::floor<Milliseconds>(std::chrono::nanoseconds{nanoseconds})
    );
}

class Unpacker {
public:
    Unpacker(std::string_view bytes, const UnpackLimits& limits) : rest_(bytes), limits_(limits) {}

    Result<Unpacked> unpack() {
        auto value = take();
        if (value && !rest_.empty()) fault_ = "something stands behind the value";
        if (!fault_.empty()) return refuse(Errc::validation_error, std::string(fault_));
        return Unpacked{*std::move(value), std::move(attachments_)};
    }

private:
    Read fail(std::string_view fault) {
        fault_ = fault;
        return std::nullopt;
    }

    Read take() {
        const auto head = take_number(1);
        if (!head) return fail("cut short");
        const auto byte = static_cast<std::uint8_t>(*head);
        if (byte < 0x80) return json::value(std::int64_t{byte});
        if (byte >= 0xe0) return json::value(std::int64_t{static_cast<std::int8_t>(byte)});
        if (byte < 0x90) return take_map(byte & 0x0fU);
        if (byte < 0xa0) return take_array(byte & 0x0fU);
        if (byte < 0xc0) return take_text(byte & 0x1fU);
        return take_long(byte);
    }

    // What needs more than its first byte; that says how wide the number is which follows it.
    Read take_long(std::uint8_t head) {
        switch (head) {
            case 0xc0: return json::value(nullptr);
            case 0xc2: return json::value(false);
            case 0xc3: return json::value(true);
            case 0xc4:
            case 0xc5:
            case 0xc6: return take_sized(head - 0xc4, &Unpacker::take_bytes);
            case 0xc7: return take_sized(0, &Unpacker::take_extension);
            case 0xca: return take_float();
            case 0xcb: return take_double();
            case 0xcc:
            case 0xcd:
            case 0xce:
            case 0xcf: return take_unsigned(head - 0xcc);
            case 0xd0:
            case 0xd1:
            case 0xd2:
            case 0xd3: return take_signed(head - 0xd0);
            case 0xd6: return take_extension(4);
            case 0xd7: return take_extension(8);
            case 0xd9:
            case 0xda:
            case 0xdb: return take_sized(head - 0xd9, &Unpacker::take_text);
            case 0xdc:
            case 0xdd: return take_sized(head - 0xdb, &Unpacker::take_array);
            case 0xde:
            case 0xdf: return take_sized(head - 0xdd, &Unpacker::take_map);
            default: return fail("a type that JSON does not know");
        }
    }

    std::optional<std::string_view> take_raw(std::size_t length) {
        if (length > rest_.size()) return std::nullopt;
        const auto taken = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return taken;
    }

    // Big end first.
    std::optional<std::uint64_t> take_number(std::size_t width) {
        const auto raw = take_raw(width);
        if (!raw) return std::nullopt;
        std::uint64_t number = 0;
        for (const char c : *raw)
            number = (number << 8U) | static_cast<std::uint8_t>(c);
        return number;
    }

    Read take_sized(int form, Read (Unpacker::*take_rest)(std::size_t)) {
        const auto length = take_number(width_of(static_cast<std::uint8_t>(form)));
        return length ? (this->*take_rest)(*length) : fail("cut short");
    }

    Read take_unsigned(int form) {
        const auto number = take_number(width_of(static_cast<std::uint8_t>(form)));
        if (!number) return fail("cut short");
        if (*number <= INT64_MAX) return json::value(static_cast<std::int64_t>(*number));
        return json::value(*number);
    }

    Read take_signed(int form) {
        const auto width = width_of(static_cast<std::uint8_t>(form));
        const auto number = take_number(width);
        if (!number) return fail("cut short");
        const auto unused = 64 - 8 * width;
        return json::value(static_cast<std::int64_t>(*number << unused) >> unused);
    }

    Read take_float() {
        const auto bits = take_number(4);
        if (!bits) return fail("cut short");
        return number_of(std::bit_cast<float>(static_cast<std::uint32_t>(*bits)));
    }

    Read take_double() {
        const auto bits = take_number(8);
        return bits ? number_of(std::bit_cast<double>(*bits)) : fail("cut short");
    }

    static Read number_of(double number) {
        return std::isfinite(number) ? json::value(number) : json::value(nullptr);
    }

    Read take_text(std::size_t length) {
        const auto text = take_raw(length);
        if (!text) return fail("cut short");
        if (!is_utf8(*text)) return fail("a text is not UTF-8");
        return json::value(*text);
    }

    Read take_bytes(std::size_t length) {
        const auto bytes = take_raw(length);
        if (!bytes) return fail("cut short");
        if (attachments_.size() >= limits_.attachments_max) return fail("too many attachments");
        json::object placeholder{
            {"_placeholder", true}, {"num", static_cast<std::int64_t>(attachments_.size())}};
        attachments_.emplace_back(*bytes);
        return json::value(std::move(placeholder));
    }

    // Each item has a byte at least: no count can promise more than is there. Nothing is reserved
    // for it all the same, for each of many nested arrays may promise all that is left.
    bool may_open(std::size_t bytes_min) {
        if (bytes_min > rest_.size()) {
            fault_ = "cut short";
        } else if (depth_ >= limits_.depth_max) {
            fault_ = "nested too deeply";
        }
        return fault_.empty();
    }

    Read take_array(std::size_t count) {
        if (!may_open(count)) return std::nullopt;
        ++depth_;
        json::array values;
        for (; count > 0; --count) {
            auto value = take();
            if (!value) return std::nullopt;
            values.push_back(*std::move(value));
        }
        --depth_;
        return json::value(std::move(values));
    }

    Read take_map(std::size_t count) {
        if (!may_open(2 * count)) return std::nullopt;
        ++depth_;
        json::object object;
        for (; count > 0; --count) {
            auto key = take();
            if (!key) return std::nullopt;
            if (!key->is_string()) return fail("a key is not a text");
            if (key->get_string() == "_placeholder") return fail("a map poses as an attachment");
            auto value = take();
            if (!value) return std::nullopt;
            object.insert_or_assign(key->get_string(), *std::move(value));
        }
        --depth_;
        return json::value(std::move(object));
    }

    Read take_extension(std::size_t length) {
        constexpr std::uint64_t timestamp = 0xff;
        const auto type = take_number(1);
        const auto raw = take_raw(length);
        if (!type || !raw) return fail("cut short");
        const auto text = *type == timestamp ? time_of(*raw) : std::nullopt;
        return text ? json::value(*text) : fail("an extension that JSON does not know");
    }

    // Seconds in 32 bits; nanoseconds in 30 and seconds in 34; or in 32 and, signed, in 64.
    static std::optional<std::string> time_of(std::string_view raw) {
        Unpacker parts(raw, {});
        if (raw.size() == 4) return iso_time(static_cast<std::int64_t>(*parts.take_number(4)), 0);
        if (raw.size() == 8) {
            const auto both = *parts.take_number(8);
            const auto seconds = both & ((std::uint64_t{1} << 34U) - 1);
            return iso_time(static_cast<std::int64_t>(seconds), both >> 34U);
        }
        if (raw.size() != 12) return std::nullopt;
        const auto nanoseconds = *parts.take_number(4);
        return iso_time(static_cast<std::int64_t>(*parts.take_number(8)), nanoseconds);
    }

    std::string_view rest_;
    const UnpackLimits limits_;
    std::size_t depth_ = 0;
    std::string_view fault_;
    std::vector<std::string> attachments_;
};

}  // namespace

Result<Unpacked> unpack(std::string_view bytes, const UnpackLimits& limits) {
    return Unpacker(bytes, limits).unpack();
}

}  // namespace rollcall::live::redis
