// The test's Redis (tools/redis.py).
#pragma once

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "base/assert.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::tests {

// Whether there is a server to test with; else tests skip and say why.
inline bool has_redis() {
    return std::getenv("ROLLCALL_TEST_REDIS") != nullptr;  // NOLINT(concurrency-mt-unsafe)
}

inline constexpr const char* no_redis =
    "no Redis: run this by `tools/redis.py run …`, as ./dev test does";

// Of "redis://HOST:PORT/DATABASE".
inline db::redis::Settings redis_settings_of(std::string_view url) {
    constexpr std::string_view scheme = "redis://";
    ROLLCALL_ASSERT(url.starts_with(scheme));
    url.remove_prefix(scheme.size());
    const auto colon = url.find(':');
    const auto slash = url.find('/', colon);
    ROLLCALL_ASSERT(colon != std::string_view::npos && slash != std::string_view::npos);
    db::redis::Settings settings;
    settings.server.host = url.substr(0, colon);
    const auto number = [](std::string_view digits, auto& value) {
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    };
    number(url.substr(colon + 1, slash - colon - 1), settings.server.port);
    number(url.substr(slash + 1), settings.database);
    return settings;
}

// Needs has_redis().
inline db::redis::Settings redis_settings() {
    return redis_settings_of(std::getenv("ROLLCALL_TEST_REDIS"));  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace rollcall::tests
