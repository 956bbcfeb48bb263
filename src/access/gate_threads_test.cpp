#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "access/gate.hpp"
#include "base/manual_clock.hpp"

namespace rollcall::access {
namespace {

TEST(GateUnderThreads, LetsTheSamePeopleInWhileItsKeysAreReplaced) {
    const TokenRules rules{
        .secret = std::string(32, 'k'),
        .issuer = "",
        .audience = "",
        .leeway = std::chrono::seconds{60}};
    const ManualClock clock;
    Gate gate(rules);
    constexpr int rounds = 300;
    std::atomic<int> admitted = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 3; ++thread) {
            threads.emplace_back([&, thread] {
                for (int i = 0; i < rounds; ++i) {
                    const auto user = "u" + std::to_string((thread + i) % 20);
                    const Principal who{.user_id = user, .email = user, .role = Role::super_admin};
                    const auto token = issue_token(who, rules, clock.now(), std::chrono::hours{1});
                    const auto seen = gate.admit(token, clock.now());
                    if (seen && seen->user_id == user) ++admitted;
                }
            });
        }
        threads.emplace_back([&] {
            for (int i = 0; i < rounds; ++i)
                gate.use(keys_of(rules));
        });
    }
    EXPECT_EQ(admitted, 3 * rounds);
    EXPECT_LE(gate.known(), 20U);
}

}  // namespace
}  // namespace rollcall::access
