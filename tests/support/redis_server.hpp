// Keys of its own in the test's Redis (tools/redis.py), for one test.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/settings.hpp"
#include "tests/support/redis_url.hpp"

namespace rollcall::tests {

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
