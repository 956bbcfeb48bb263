#include "access/logins.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/access_world.hpp"

namespace rollcall::access {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

class LoginsOfAnInstallation : public testing::Test {
protected:
    LoginsOfAnInstallation() { world.add("ana@example.org", {Role::province_admin, "GP", ""}); }
    tests::AccessWorld world;
};

TEST_F(LoginsOfAnInstallation, GiveWhoSignsInATokenOfTheirRole) {
    const auto pass = world.sign_in(" Ana@Example.org ");

    ASSERT_TRUE(pass) << pass.error().message;
    const auto who = world.admit(pass->token);
    ASSERT_TRUE(who) << who.error().message;
    EXPECT_EQ(who->user_id, "ana@example.org");
    EXPECT_EQ(who->role, Role::province_admin);
    EXPECT_EQ(who->province_code, "GP");
    EXPECT_EQ(who->expires_at, world.clock.now() + 15min);
}

TEST_F(LoginsOfAnInstallation, RefuseAllInTheSameWords) {
    world.add("disabled@example.org");
    ASSERT_TRUE(world.accounts.set_disabled("disabled@example.org", true, {"root@example.org"}));
    const auto wrong = world.sign_in("ana@example.org", "wrong horse battery");
    const auto unknown = world.sign_in("nobody@example.org");
    const auto disabled = world.sign_in("disabled@example.org");
    const auto empty = world.sign_in("", "");
    const auto endless = world.sign_in(std::string(10'000, 'a'), std::string(100'000, 'p'));

    for (const auto* refused : {&wrong, &unknown, &disabled, &empty, &endless}) {
        ASSERT_FALSE(refused->has_value());
        EXPECT_EQ(refused->error().code, Errc::authentication_error);
        EXPECT_EQ(refused->error().message, wrong.error().message);
    }
}

// What costs is the hash: of an unknown user it is judged by one that costs the same.
TEST_F(LoginsOfAnInstallation, JudgeAnUnknownUserAtTheSameCost) {
    const auto parameters = [](const std::string& hash) {
        return hash.substr(0, hash.find('$', hash.find("p=")));
    };
    const auto known = world.users.find("ana@example.org");

    ASSERT_TRUE(known.has_value());
    EXPECT_EQ(parameters(known->password_hash), parameters(world.passwords.nobodys()));
    EXPECT_THAT(known->password_hash, HasSubstr("$argon2id$"));
}

TEST_F(LoginsOfAnInstallation, HoldBackWhoTriesTooOften) {
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(
            world.sign_in("ana@example.org", "wrong").error().code, Errc::authentication_error
        );
    }

    EXPECT_EQ(world.sign_in("ana@example.org").error().code, Errc::rate_limit_exceeded);
    world.clock.advance(20s);
    EXPECT_TRUE(world.sign_in("ana@example.org"));
}

TEST_F(LoginsOfAnInstallation, HoldBackAnAddressThatTriesManyUsers) {
    int tried = 0;
    while (tried < 1'000) {
        const auto refused = world.sign_in("user" + std::to_string(tried) + "@example.org");
        if (refused.error().code == Errc::rate_limit_exceeded) break;
        ++tried;
    }

    EXPECT_EQ(tried, 30);
    EXPECT_TRUE(world.logins.sign_in({"ana@example.org", "correct horse battery", "192.0.2.99"}))
        << "others come in";
}

TEST_F(LoginsOfAnInstallation, RecordWhoIsHeldBackOnceAMinute) {
    const auto times = [&](const std::string& deed) {
        return std::ranges::count(world.deeds(), deed);
    };
    const std::string of_ana = "login_throttled ana@example.org by ana@example.org";
    for (int i = 0; i < 20; ++i)
        std::ignore = world.sign_in("ana@example.org", "wrong");
    EXPECT_EQ(times(of_ana), 1);
    world.clock.advance(59s);
    for (int i = 0; i < 10; ++i)
        std::ignore = world.sign_in("ana@example.org", "wrong");
    EXPECT_EQ(times(of_ana), 1);
    world.clock.advance(1s);
    for (int i = 0; i < 10; ++i)
        std::ignore = world.sign_in("ana@example.org", "wrong");
    EXPECT_EQ(times(of_ana), 2);

    for (int i = 0; i < 100; ++i)
        std::ignore = world.sign_in("stranger" + std::to_string(i) + "@example.org");
    EXPECT_EQ(times("login_throttled  by "), 1) << "the address, of nobody";
}

TEST_F(LoginsOfAnInstallation, RefreshASessionWithEachSecretOnce) {
    const auto first = world.sign_in("ana@example.org").value();
    world.clock.advance(20min);
    world.standing.refresh();
    ASSERT_FALSE(world.admit(first.token));

    const auto second = world.logins.refresh(first.refresh, "192.0.2.1");

    ASSERT_TRUE(second) << second.error().message;
    EXPECT_TRUE(world.admit(second->token));
    EXPECT_NE(second->refresh, first.refresh);
    EXPECT_TRUE(world.logins.refresh(second->refresh, "192.0.2.1"));
}

TEST_F(LoginsOfAnInstallation, EndASessionOfWhichASecretWasStolen) {
    const auto first = world.sign_in("ana@example.org").value();
    const auto second = world.logins.refresh(first.refresh, "192.0.2.1").value();

    EXPECT_FALSE(world.logins.refresh(first.refresh, "192.0.2.66"));

    EXPECT_EQ(world.deeds().back(), "session_stolen ana@example.org by ana@example.org");
    world.standing.refresh();
    EXPECT_FALSE(world.logins.refresh(second.refresh, "192.0.2.1"));
    EXPECT_FALSE(world.admit(second.token));
}

TEST_F(LoginsOfAnInstallation, LetASessionLastAWorkingDay) {
    auto pass = world.sign_in("ana@example.org").value();
    for (int hour = 0; hour < 11; ++hour) {
        world.clock.advance(1h);
        pass = world.logins.refresh(pass.refresh, "192.0.2.1").value();
    }
    world.clock.advance(55min);
    pass = world.logins.refresh(pass.refresh, "192.0.2.1").value();
    EXPECT_EQ(pass.expires_in, 5min) << "no token outlives its session";

    world.clock.advance(5min);

    EXPECT_FALSE(world.logins.refresh(pass.refresh, "192.0.2.1"));
}

TEST_F(LoginsOfAnInstallation, KeepASignedOutTokenOutForAsLongAsItWouldHaveBeenGood) {
    auto pass = world.sign_in("ana@example.org").value();
    world.clock.advance(11h + 59min + 50s);
    pass = world.logins.refresh(pass.refresh, "192.0.2.1").value();
    world.standing.refresh();
    ASSERT_TRUE(world.logins.sign_out(world.admit(pass.token).value(), "192.0.2.1"));

    // Its session has run out, and its token is within the leeway.
    world.clock.advance(30s);
    world.add("zoe@example.org");

    EXPECT_FALSE(world.admit(pass.token));
}

TEST_F(LoginsOfAnInstallation, RefuseARefreshThatIsNone) {
    const auto good = world.sign_in("ana@example.org").value().refresh;
    for (const auto& shown :
         {std::string(),
          std::string("."),
          std::string("x.y"),
          good + "0",
          good.substr(1),
          good.substr(0, 32),
          std::string(32, '0') + good.substr(32),
          std::string(100'000, 'a')}) {
        EXPECT_FALSE(world.logins.refresh(shown, "192.0.2.1"));
    }
    EXPECT_TRUE(world.logins.refresh(good, "192.0.2.1"));
}

TEST_F(LoginsOfAnInstallation, SignOutTheWholeSession) {
    const auto first = world.sign_in("ana@example.org").value();
    const auto second = world.logins.refresh(first.refresh, "192.0.2.1").value();
    const auto other = world.sign_in("ana@example.org").value();

    ASSERT_TRUE(world.logins.sign_out(world.admit(first.token).value(), "192.0.2.1"));
    world.standing.refresh();

    EXPECT_FALSE(world.admit(first.token));
    EXPECT_FALSE(world.admit(second.token));
    EXPECT_FALSE(world.logins.refresh(second.refresh, "192.0.2.1"));
    EXPECT_TRUE(world.admit(other.token)) << "the session at another desk";
}

TEST_F(LoginsOfAnInstallation, DoNotSignOutWhoCameFromElsewhere) {
    const Principal who{.user_id = "u1", .email = "u1@example.org", .role = Role::super_admin};

    EXPECT_EQ(world.logins.sign_out(who, "192.0.2.1").error().code, Errc::wrong_state);
}

TEST_F(LoginsOfAnInstallation, RecordWhoCameAndWhoWasRefused) {
    const auto pass = world.sign_in("ana@example.org").value();
    std::ignore = world.sign_in("ana@example.org", "wrong horse battery");
    std::ignore = world.sign_in("a secret in the wrong field");
    ASSERT_TRUE(world.logins.sign_out(world.admit(pass.token).value(), "192.0.2.1"));

    EXPECT_THAT(
        world.deeds(),
        ElementsAre(
            "user_add ana@example.org by root@example.org",
            "login ana@example.org by ana@example.org",
            "login_refused ana@example.org by ana@example.org",
            "login_refused  by ",
            "logout ana@example.org by ana@example.org"
        )
    );
}

}  // namespace
}  // namespace rollcall::access
