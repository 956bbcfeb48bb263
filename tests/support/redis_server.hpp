// Keys of its own in the test's Redis (tools/redis.py), for one test.
#pragma once

#include <charconv>
#include <cstdlib>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/assert.hpp"
#include "base/ids.hpp"
#include "db/redis/connection.hpp"
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

// A fixture whose tests need Redis. What it leaves under its prefix goes with it.
class RedisTest : public testing::Test {
protected:
    void SetUp() override {
        if (!has_redis()) GTEST_SKIP() << no_redis;
        prefix_ = "test-" + random_hex(8);
    }
    void TearDown() override {
        if (prefix_.empty()) return;
        db::redis::Connection connection(redis_settings());
        std::string cursor = "0";
        do {
            auto found =
                connection.call({"SCAN", cursor, "MATCH", "*" + prefix_ + "*", "COUNT", "1000"});
            cursor = found.items.at(0).text;
            for (const auto& key : found.items.at(1).items)
                connection.call({"DEL", key.text});
        } while (cursor != "0");
    }

    static db::redis::Settings settings() { return redis_settings(); }
    // Stands in each key, channel and name of the test; of letters, digits and "-".
    const std::string& prefix() const { return prefix_; }
    std::string key(std::string_view name) const { return prefix_ + ":" + std::string(name); }

private:
    std::string prefix_;
};

}  // namespace rollcall::tests
