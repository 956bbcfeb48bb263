#include "access/gate.hpp"

#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "base/manual_clock.hpp"
#include "tests/support/made_keys.hpp"

namespace rollcall::access {
namespace {

using namespace std::chrono_literals;

TokenRules rules() {
    return {.secret = std::string(32, 'k'), .issuer = "", .audience = "", .leeway = 60s};
}

class GateOfAnInstallation : public testing::Test {
protected:
    std::string token(const std::string& user, std::chrono::seconds ttl = 1h) const {
        const Principal who{.user_id = user, .email = user, .role = Role::super_admin};
        return issue_token(who, rules(), clock.now(), ttl);
    }
    bool admits(const std::string& shown) { return gate.admit(shown, clock.now()).has_value(); }

    ManualClock clock;
    Gate gate{rules()};
};

TEST_F(GateOfAnInstallation, KnowsATokenOnceItWasVerified) {
    const auto shown = token("u1");

    EXPECT_EQ(gate.admit(shown, clock.now())->user_id, "u1");
    EXPECT_EQ(gate.known(), 1U);
    EXPECT_EQ(gate.admit(shown, clock.now())->user_id, "u1");
    EXPECT_EQ(gate.known(), 1U);
}

TEST_F(GateOfAnInstallation, KnowsNoTokenThatWasNotVerified) {
    const auto shown = token("u1");

    EXPECT_FALSE(gate.knows(shown));
    EXPECT_FALSE(admits(shown + "A"));
    EXPECT_FALSE(gate.knows(shown + "A"));
    ASSERT_TRUE(admits(shown));
    EXPECT_TRUE(gate.knows(shown));
}

TEST_F(GateOfAnInstallation, TellsTokensOfItsOwnFromAProviders) {
    auto keys = keys_of(rules());
    keys.add(Key::of_pem(tests::provider_p256().public_pem()).value());
    gate.use(keys);
    const auto foreign = tests::provider_p256().token(
        R"({"alg":"ES256"})",
        R"({"sub":"u1","role":"super_admin","exp":)" +
            std::to_string(clock.now().time_since_epoch().count() / 1000 + 600) + "}"
    );

    EXPECT_TRUE(gate.admit(token("u1"), clock.now())->by_our_secret);
    EXPECT_FALSE(gate.admit(foreign, clock.now())->by_our_secret);
}

TEST_F(GateOfAnInstallation, ForgetsNothingOfWhenATokenEnds) {
    const auto shown = token("u1", 10s);
    ASSERT_TRUE(admits(shown));

    clock.advance(69s);
    EXPECT_TRUE(admits(shown));
    clock.advance(1s);
    EXPECT_FALSE(admits(shown));
}

TEST_F(GateOfAnInstallation, DoesNotKnowATokenByAnother) {
    const auto shown = token("u1");
    ASSERT_TRUE(admits(shown));

    EXPECT_FALSE(admits(shown + "A"));
    EXPECT_FALSE(admits(shown.substr(0, shown.size() - 1)));
    EXPECT_EQ(gate.known(), 1U);
}

TEST_F(GateOfAnInstallation, LetsNobodyInByAKeyThatWasTakenAway) {
    KeySet provider;
    provider.add(Key::of_pem(tests::provider_p256().public_pem()).value());
    gate.use(provider);
    const auto shown = tests::provider_p256().token(
        R"({"alg":"ES256"})",
        R"({"sub":"u1","role":"super_admin","exp":)" +
            std::to_string(clock.now().time_since_epoch().count() / 1000 + 600) + "}"
    );
    ASSERT_TRUE(admits(shown));

    gate.use(keys_of(rules()));

    EXPECT_FALSE(admits(shown));
    EXPECT_TRUE(admits(token("u1")));
}

TEST_F(GateOfAnInstallation, IsOfAnotherVersionWithOtherKeys) {
    const auto before = gate.version();
    ASSERT_TRUE(admits(token("u1")));
    EXPECT_EQ(gate.version(), before);

    gate.use(keys_of(rules()));

    EXPECT_NE(gate.version(), before);
}

TEST_F(GateOfAnInstallation, HoldsNoMoreThanItHasRoomFor) {
    for (int i = 0; i < 10'050; ++i)
        ASSERT_TRUE(admits(token("u" + std::to_string(i))));

    EXPECT_LE(gate.known(), 10'000U);
    EXPECT_GE(gate.known(), 1U);
}

TEST_F(GateOfAnInstallation, LetsNobodyInWhoSignedInWhereNobodyDoes) {
    Principal who{.user_id = "a@example.org", .email = "a@example.org", .role = Role::super_admin};
    who.signed_in = SignedIn{.token_id = "s.1", .epoch = 1};

    const auto seen = gate.admit(issue_token(who, rules(), clock.now(), 1h), clock.now());

    ASSERT_FALSE(seen.has_value());
    EXPECT_EQ(seen.error().code, Errc::authentication_error);
}

}  // namespace
}  // namespace rollcall::access
