#include "access/accounts.hpp"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/access_world.hpp"

namespace rollcall::access {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;

const Carer root{.id = "root@example.org", .origin = "192.0.2.1"};
const Office gauteng{Role::province_admin, "GP", ""};

class AccountsOfAnInstallation : public testing::Test {
protected:
    Errc refusal_of(const Accounts::Account& account) {
        const auto added = world.accounts.add(account, root);
        return added ? Errc::internal_error : added.error().code;
    }
    tests::AccessWorld world;
};

TEST_F(AccountsOfAnInstallation, AreNamedByAnAddressInAnyCase) {
    ASSERT_TRUE(world.accounts.add({" Ana@Example.ORG", gauteng, "correct horse battery"}, root));

    ASSERT_EQ(world.accounts.list().size(), 1U);
    EXPECT_EQ(world.accounts.list().front().email, "ana@example.org");
    EXPECT_EQ(refusal_of({"ANA@example.org", gauteng, "correct horse battery"}), Errc::conflict);
}

TEST_F(AccountsOfAnInstallation, ChangeWhatTheGateLetsPeopleInBy) {
    world.add("ana@example.org");
    const auto before = world.gate.version();
    world.standing.refresh();
    EXPECT_EQ(world.gate.version(), before);

    ASSERT_TRUE(world.accounts.set_office("ana@example.org", gauteng, root));

    EXPECT_NE(world.gate.version(), before);
}

TEST_F(AccountsOfAnInstallation, AreRefusedWithoutAddressPasswordOrArea) {
    const std::string good = "correct horse battery";
    const Accounts::Account cases[] = {
        {"", gauteng, good},
        {"ana", gauteng, good},
        {"@example.org", gauteng, good},
        {"ana@", gauteng, good},
        {"ana smith@example.org", gauteng, good},
        {"ana\n@example.org", gauteng, good},
        {std::string(300, 'a') + "@example.org", gauteng, good},
        {"ana@example.org", gauteng, "short"},
        {"ana@example.org", gauteng, "ANA@example.org"},
        {"ana@example.org", {Role::province_admin, "", ""}, good},
        {"ana@example.org", {Role::province_admin, "GP", "JHB"}, good},
        {"ana@example.org", {Role::municipality_admin, "GP", ""}, good},
        {"ana@example.org", {Role::municipality_admin, "", "JHB"}, good},
        {"ana@example.org", {Role::super_admin, "GP", ""}, good},
    };
    for (const auto& account : cases) {
        SCOPED_TRACE(account.email + " " + account.password);
        EXPECT_EQ(refusal_of(account), Errc::validation_error);
    }
    EXPECT_TRUE(world.accounts.list().empty());
    EXPECT_TRUE(world.deeds().empty());
}

TEST_F(AccountsOfAnInstallation, ThatAreDisabledAreOutAtOnce) {
    world.add("ana@example.org");
    const auto pass = world.sign_in("ana@example.org").value();
    ASSERT_TRUE(world.admit(pass.token));

    ASSERT_TRUE(world.accounts.set_disabled("Ana@example.org", true, root));
    EXPECT_EQ(world.admit(pass.token).error().code, Errc::authentication_error);
    EXPECT_FALSE(world.logins.refresh(pass.refresh, "192.0.2.1"));

    ASSERT_TRUE(world.accounts.set_disabled("ana@example.org", false, root));
    EXPECT_FALSE(world.admit(pass.token)) << "what was ended stays so";
    EXPECT_TRUE(world.admit(world.sign_in("ana@example.org")->token));
}

TEST_F(AccountsOfAnInstallation, StandBehindATokenOfTheirNameThatTheInstallationMade) {
    world.add("ana@example.org", gauteng);
    const auto made_for = [&](const std::string& name) {
        const Principal who{.user_id = name, .email = name, .role = Role::super_admin};
        return issue_token(who, world.gate.rules(), world.clock.now(), 12h);
    };
    const auto ana = made_for("Ana@example.org");
    const auto nobodys = made_for("nobody@example.org");
    ASSERT_TRUE(world.admit(ana));
    EXPECT_EQ(world.admit(ana)->role, Role::province_admin);
    EXPECT_EQ(world.admit(ana)->province_code, "GP");
    EXPECT_EQ(world.admit(nobodys)->role, Role::super_admin);

    ASSERT_TRUE(world.accounts.set_disabled("ana@example.org", true, root));
    EXPECT_EQ(world.admit(ana).error().code, Errc::authentication_error);
    world.clock.advance(1h);
    EXPECT_FALSE(world.admit(ana)) << "also while the store is silent";
    EXPECT_TRUE(world.admit(nobodys));
}

TEST_F(AccountsOfAnInstallation, AreNotWhomAProviderCallsByTheSameName) {
    world.add("ana@example.org", gauteng);
    ASSERT_TRUE(world.accounts.set_disabled("ana@example.org", true, root));
    const Principal foreign{.user_id = "ana@example.org", .email = {}, .role = Role::super_admin};

    const auto seen = world.gate.admit_again(foreign);

    ASSERT_TRUE(seen.has_value());
    EXPECT_EQ(seen->role, Role::super_admin);
}

TEST_F(AccountsOfAnInstallation, EndTheirSessionsWithANewPassword) {
    world.add("ana@example.org");
    const auto pass = world.sign_in("ana@example.org").value();

    ASSERT_TRUE(world.accounts.set_password("ana@example.org", "another horse battery", root));

    EXPECT_FALSE(world.admit(pass.token));
    EXPECT_FALSE(world.sign_in("ana@example.org"));
    EXPECT_TRUE(world.sign_in("ana@example.org", "another horse battery"));
}

TEST_F(AccountsOfAnInstallation, HaveTheRoleThatTheyHaveNowNotThatOfTheirToken) {
    world.add("ana@example.org");
    const auto pass = world.sign_in("ana@example.org").value();

    ASSERT_TRUE(world.accounts.set_office("ana@example.org", gauteng, root));

    const auto who = world.admit(pass.token);
    ASSERT_TRUE(who.has_value());
    EXPECT_EQ(who->role, Role::province_admin);
    EXPECT_EQ(who->province_code, "GP");
}

TEST_F(AccountsOfAnInstallation, LetNobodyInWhenTheStoreIsSilent) {
    world.add("ana@example.org");
    const auto pass = world.sign_in("ana@example.org").value();

    world.clock.advance(5'001ms);
    EXPECT_EQ(world.admit(pass.token).error().code, Errc::unavailable);

    world.standing.refresh();
    EXPECT_TRUE(world.admit(pass.token));
}

TEST_F(AccountsOfAnInstallation, RecordEachChange) {
    world.add("ana@example.org", gauteng);
    ASSERT_TRUE(world.accounts.set_password("ana@example.org", "another horse battery", root));
    ASSERT_TRUE(world.accounts.set_office("ana@example.org", {Role::super_admin, "", ""}, root));
    ASSERT_TRUE(world.accounts.set_disabled("ana@example.org", true, root));
    EXPECT_EQ(
        world.accounts.set_disabled("nobody@example.org", true, root).error().code, Errc::not_found
    );

    EXPECT_THAT(
        world.deeds(),
        ElementsAre(
            "user_add ana@example.org by root@example.org",
            "user_password ana@example.org by root@example.org",
            "user_role ana@example.org by root@example.org",
            "user_disable ana@example.org by root@example.org"
        )
    );
    EXPECT_EQ(world.audit.list(2, 1).front().deed.details, "province_admin GP -> super_admin");
    EXPECT_EQ(world.audit.list(2, 1).front().deed.origin, "192.0.2.1");
}

}  // namespace
}  // namespace rollcall::access
