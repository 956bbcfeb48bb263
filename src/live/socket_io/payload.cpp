#include "live/socket_io/payload.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <boost/json/basic_parser.hpp>
#include <boost/json/basic_parser_impl.hpp>  // IWYU pragma: keep
#include <boost/json/error.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/system_error.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_stack.hpp>

#include "base/result.hpp"

namespace rollcall::live::socket_io {
namespace {

namespace json = boost::json;
using Code = json::error_code;

// Builds the value as json::parse does, but for doubles: those of Boost 1.81 may be off in the last
// digit, and an echo must give back what came.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;

    Builder() : values_(json::storage_ptr(), first_.data(), first_.size()) { values_.reset(); }

    json::value release() { return values_.release(); }

    static bool on_document_begin(Code& /*code*/) { return true; }
    static bool on_document_end(Code& /*code*/) { return true; }
    static bool on_object_begin(Code& /*code*/) { return true; }
    bool on_object_end(std::size_t count, Code& /*code*/) {
        values_.push_object(count);
        return true;
    }
    static bool on_array_begin(Code& /*code*/) { return true; }
    bool on_array_end(std::size_t count, Code& /*code*/) {
        values_.push_array(count);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t /*size*/, Code& /*code*/) {
        values_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t /*size*/, Code& /*code*/) {
        values_.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t /*size*/, Code& /*code*/) {
        values_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t /*size*/, Code& /*code*/) {
        values_.push_string(part);
        return true;
    }
    static bool on_number_part(json::string_view /*part*/, Code& /*code*/) { return true; }
    bool on_int64(std::int64_t number, json::string_view /*text*/, Code& /*code*/) {
        values_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view /*text*/, Code& /*code*/) {
        values_.push_uint64(number);
        return true;
    }
    bool on_double(double roughly, json::string_view text, Code& code) {
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        // Out of range is also what is too small for a double: that is zero, as Boost has it.
        if (read.ec == std::errc::result_out_of_range) number = roughly;
        if (!std::isfinite(number)) {
            code = json::error::exponent_overflow;
            return false;
        }
        values_.push_double(number);
        return true;
    }
    bool on_bool(bool yes, Code& /*code*/) {
        values_.push_bool(yes);
        return true;
    }
    bool on_null(Code& /*code*/) {
        values_.push_null();
        return true;
    }
    static bool on_comment_part(json::string_view /*part*/, Code& /*code*/) { return true; }
    static bool on_comment(json::string_view /*part*/, Code& /*code*/) { return true; }

private:
    std::array<unsigned char, 2048> first_;  // most packets need no more to be built
    json::value_stack values_;
};

bool is_placeholder(const json::object& object) {
    const auto* const mark = object.if_contains("_placeholder");
    return mark != nullptr && mark->is_bool() && mark->get_bool();
}

// Which attachments have met their placeholder so far.
class Places {
public:
    explicit Places(std::size_t attachments) : is_met_(attachments, false) {}

    bool are_right() const { return good_ && met_ == is_met_.size(); }

    void meet(const json::value& value) {
        if (value.is_array()) {
            for (const auto& inner : value.get_array())
                meet(inner);
        } else if (value.is_object()) {
            meet(value.get_object());
        }
    }

private:
    void meet(const json::object& object) {
        if (is_placeholder(object)) return meet_placeholder(object);
        for (const auto& [key, inner] : object)
            meet(inner);
    }
    void meet_placeholder(const json::object& object) {
        const auto index = placeholder_of(object);
        if (!index || *index >= is_met_.size() || is_met_[*index]) {
            good_ = false;
            return;
        }
        is_met_[*index] = true;
        ++met_;
    }

    std::vector<bool> is_met_;
    std::size_t met_ = 0;
    bool good_ = true;
};

}  // namespace

Result<json::value> parse_payload(std::string_view text, std::size_t depth_max) {
    json::parse_options options;
    options.max_depth = depth_max;

    json::basic_parser<Builder> parser(options);
    Code code;
    const auto used = parser.write_some(false, text.data(), text.size(), code);
    if (code || used != text.size()) {
        return refuse(
            Errc::validation_error,
            "not well-formed JSON at byte " + std::to_string(used + 1) +
                (code == json::error::too_deep ? ": nested too deeply" : "")
        );
    }
    return parser.handler().release();
}

std::optional<std::size_t> placeholder_of(const json::object& object) {
    if (!is_placeholder(object)) return std::nullopt;
    const auto* const number = object.if_contains("num");
    if (number == nullptr || !number->is_int64() || number->get_int64() < 0) return std::nullopt;
    return static_cast<std::size_t>(number->get_int64());
}

bool has_placeholders(const json::value& payload, std::size_t attachments) {
    Places places(attachments);
    places.meet(payload);
    return places.are_right();
}

}  // namespace rollcall::live::socket_io
