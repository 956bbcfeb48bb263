#include "access/strict_json.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/error.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/storage_ptr.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>

namespace rollcall::access {
namespace {

namespace json = boost::json;
using Code = json::error_code;

// What the parser meets, of which only the keys are of interest here.
struct Keys {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;

    std::vector<std::set<std::string>> objects;  // the open ones, each with its keys so far
    std::string key;
    bool repeated = false;
    bool beyond_numbers = false;

    bool on_object_begin(Code& /*code*/) {
        objects.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t /*count*/, Code& /*code*/) {
        objects.pop_back();
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t /*size*/, Code& /*code*/) {
        key += part;
        return true;
    }
    bool on_key(json::string_view part, std::size_t /*size*/, Code& /*code*/) {
        key += part;
        repeated = !objects.back().insert(std::exchange(key, {})).second || repeated;
        return true;
    }
    static bool on_document_begin(Code& /*code*/) { return true; }
    static bool on_document_end(Code& /*code*/) { return true; }
    static bool on_array_begin(Code& /*code*/) { return true; }
    static bool on_array_end(std::size_t /*count*/, Code& /*code*/) { return true; }
    static bool on_string_part(json::string_view /*part*/, std::size_t /*size*/, Code& /*code*/) {
        return true;
    }
    static bool on_string(json::string_view /*part*/, std::size_t /*size*/, Code& /*code*/) {
        return true;
    }
    static bool on_number_part(json::string_view /*part*/, Code& /*code*/) { return true; }
    static bool on_int64(std::int64_t /*number*/, json::string_view /*part*/, Code& /*code*/) {
        return true;
    }
    static bool on_uint64(std::uint64_t /*number*/, json::string_view /*part*/, Code& /*code*/) {
        return true;
    }
    bool on_double(double number, json::string_view /*part*/, Code& /*code*/) {
        beyond_numbers = beyond_numbers || !std::isfinite(number);
        return true;
    }
    static bool on_bool(bool /*yes*/, Code& /*code*/) { return true; }
    static bool on_null(Code& /*code*/) { return true; }
    static bool on_comment_part(json::string_view /*part*/, Code& /*code*/) { return true; }
    static bool on_comment(json::string_view /*part*/, Code& /*code*/) { return true; }
};

}  // namespace

Result<json::object> parse_object(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.bytes) return refuse(Errc::validation_error, "the JSON is too long");
    json::parse_options options;
    options.max_depth = limits.depth;

    json::basic_parser<Keys> parser(options);
    Code code;
    const auto used = parser.write_some(false, text.data(), text.size(), code);
    if (code || used != text.size()) {
        return refuse(
            Errc::validation_error,
            "not well-formed JSON at byte " + std::to_string(used + 1) +
                (code == json::error::too_deep ? ": nested too deeply" : "")
        );
    }
    if (parser.handler().repeated) {
        return refuse(Errc::validation_error, "a key stands twice in one JSON object");
    }
    if (parser.handler().beyond_numbers) {
        return refuse(Errc::validation_error, "a number is larger than any that can be kept");
    }

    auto value = json::parse(text, code, json::storage_ptr(), options);
    if (code || !value.is_object()) {
        return refuse(Errc::validation_error, "a JSON object is expected");
    }
    return std::move(value.get_object());
}

}  // namespace rollcall::access
