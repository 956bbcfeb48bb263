#include "base/log.hpp"

#include <array>
#include <memory>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace rollcall::log {
namespace {

constexpr std::array levels{
    spdlog::level::debug,
    spdlog::level::info,
    spdlog::level::warn,
    spdlog::level::err,
    spdlog::level::off};

bool& as_json() {
    static bool json = false;
    return json;
}

spdlog::logger& logger() {
    static const auto the_logger = [] {
        auto made = std::make_shared<spdlog::logger>(
            "rollcall", std::make_shared<spdlog::sinks::stderr_sink_mt>()
        );
        made->set_level(spdlog::level::warn);
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        return made;
    }();
    return *the_logger;
}

}  // namespace

void start(Level level, bool json) {
    logger().set_level(levels.at(static_cast<std::size_t>(level)));
    as_json() = json;
    if (json) {
        logger().set_pattern(
            R"({"at":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc
        );
    }
}

std::string escape(std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    std::string safe;
    safe.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            safe += '\\';
            safe += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            safe += "\\u00";
            safe += hex[byte >> 4U];
            safe += hex[byte & 15U];
        } else {
            safe += c;
        }
    }
    return safe;
}

void write(Level level, std::string_view room, std::string_view text) {
    const auto at = levels.at(static_cast<std::size_t>(level));
    if (!logger().should_log(at)) return;
    if (as_json()) {
        logger().log(at, "\"room\":\"{}\",\"text\":\"{}\"", room, escape(text));
    } else {
        logger().log(at, "{}: {}", room, escape(text));
    }
}

}  // namespace rollcall::log
