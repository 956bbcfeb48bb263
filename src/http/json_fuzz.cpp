// Bodies, targets, ranges and times from strangers.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "access/strict_json.hpp"
#include "http/wire/wire.hpp"

using namespace rollcall;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    const auto object = access::parse_object(text, {});
    if (object) {
        const auto written = boost::json::serialize(*object);
        if (!access::parse_object(written, {.bytes = written.size(), .depth = 8})) std::abort();
    }

    const auto target = http::wire::parse_target(text);
    if (target && (!text.starts_with('/') || target->segments.size() > text.size())) std::abort();
    (void)http::wire::path_for_people(text);

    constexpr std::uint64_t file_bytes = 1000;
    const auto range = http::wire::parse_range(text, file_bytes);
    if (range && *range) {
        if ((*range)->length == 0 || (*range)->offset + (*range)->length > file_bytes) std::abort();
    }
    (void)http::wire::parse_time(text);
    return 0;
}
