#include <chrono>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "tests/contracts/access_contract.hpp"

namespace rollcall::tests {
namespace {

using namespace std::chrono_literals;
using access::Office;
using access::Role;
using access::User;
using testing::ElementsAre;

class UsersContract : public AccessContract {
protected:
    static access::Deed of(const std::string& action, const std::string& email) {
        return {.actor = "root@example.org", .action = action, .subject = email};
    }
    Result<access::Refreshed> refresh(const char* session, const char* shown, const char* next) {
        return users().refresh(
            {.session = session, .shown_hash = shown, .next_hash = next, .origin = "192.0.2.66"}
        );
    }
    // What the audit has but for who was added and who came in.
    std::vector<std::string> deeds() {
        std::vector<std::string> lines;
        for (const auto& entry : audit().list(0, 100)) {
            const auto& deed = entry.deed;
            if (deed.action != "user_add" && deed.action != "login") {
                lines.push_back(deed.action + " " + deed.subject + " " + deed.details);
            }
        }
        return lines;
    }
    User add(const std::string& email, const Office& office = {Role::super_admin, "", ""}) {
        EXPECT_TRUE(users().add(
            {.email = email, .office = office}, "hash of " + email, of("user_add", email)
        ));
        return users().find(email)->user;
    }
    void open(const User& user, const std::string& id) {
        users().open(
            user,
            {.id = id, .refresh_hash = id + " 1", .expires_at = clock().now() + 12h},
            of("login", user.email)
        );
    }
    void end(const std::string& id) { users().end(id, of("logout", id)); }
};

INSTANTIATE_TEST_SUITE_P(
    Every,
    UsersContract,
    testing::Values("Sqlite", "Postgres", "Memory"),
    [](const auto& implementation) { return std::string(implementation.param); }
);

TEST_P(UsersContract, FindsWhoWasAddedAndNobodyElse) {
    add("ana@example.org", {Role::municipality_admin, "GP", "JHB"});

    const auto ana = users().find("ana@example.org");
    ASSERT_TRUE(ana.has_value());
    EXPECT_EQ(ana->user.office, (Office{Role::municipality_admin, "GP", "JHB"}));
    EXPECT_EQ(ana->user.epoch, 1);
    EXPECT_FALSE(ana->user.disabled);
    EXPECT_EQ(ana->user.created_at, clock().now());
    EXPECT_EQ(ana->password_hash, "hash of ana@example.org");
    EXPECT_FALSE(users().find("Ana@example.org"));
    EXPECT_FALSE(users().find(""));
    EXPECT_FALSE(users().find("' OR '1'='1"));
}

TEST_P(UsersContract, AddsAnAddressOnce) {
    add("ana@example.org");

    const auto again = users().add(
        {.email = "ana@example.org", .office = {}}, "another", of("user_add", "ana@example.org")
    );

    EXPECT_EQ(again.error().code, Errc::conflict);
    EXPECT_EQ(users().find("ana@example.org")->password_hash, "hash of ana@example.org");
}

TEST_P(UsersContract, ListsByAddress) {
    add("zoe@example.org");
    add("ana@example.org");

    const auto list = users().list();

    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list.front().email, "ana@example.org");
    EXPECT_EQ(list.back().email, "zoe@example.org");
}

TEST_P(UsersContract, RefusesToChangeNobody) {
    EXPECT_EQ(users().set_password("x@example.org", "h", {}).error().code, Errc::not_found);
    EXPECT_EQ(users().set_disabled("x@example.org", true, {}).error().code, Errc::not_found);
    EXPECT_EQ(users().set_office("x@example.org", {}, {}).error().code, Errc::not_found);
}

TEST_P(UsersContract, ChangesEpochAndVersionWithPasswordAndState) {
    add("ana@example.org");
    const auto epoch = [&] { return users().find("ana@example.org")->user.epoch; };
    auto version = users().version();
    const auto has_grown = [&] {
        const auto before = std::exchange(version, users().version());
        return version > before;
    };

    ASSERT_TRUE(users().set_password("ana@example.org", "new", {}));
    EXPECT_EQ(epoch(), 2);
    EXPECT_TRUE(has_grown());
    EXPECT_EQ(users().find("ana@example.org")->password_hash, "new");
    ASSERT_TRUE(users().set_disabled("ana@example.org", true, {}));
    EXPECT_EQ(epoch(), 3);
    EXPECT_TRUE(has_grown());
    ASSERT_TRUE(users().set_office("ana@example.org", {Role::province_admin, "GP", ""}, {}));
    EXPECT_EQ(epoch(), 3) << "a token goes on with the new role";
    EXPECT_TRUE(has_grown());
    EXPECT_FALSE(has_grown());
}

TEST_P(UsersContract, RefreshesASessionWithItsLatestSecretAlone) {
    const auto ana = add("ana@example.org");
    open(ana, "s");

    const auto second = refresh("s", "s 1", "s 2");
    ASSERT_TRUE(second.has_value());
    EXPECT_EQ(second->number, 2);
    EXPECT_EQ(second->user.email, "ana@example.org");
    EXPECT_EQ(second->expires_at, clock().now() + 12h);
    EXPECT_EQ(refresh("s", "s 2", "s 3")->number, 3);

    EXPECT_FALSE(refresh("s", "s 2", "s 4")) << "used before";
    EXPECT_FALSE(refresh("s", "s 3", "s 4")) << "and so the session ended";
    EXPECT_FALSE(refresh("t", "s 3", "s 4"));
}

TEST_P(UsersContract, RecordsEachChangeWithItAndNoneThatIsRefused) {
    add("ana@example.org", {Role::municipality_admin, "GP", "JHB"});
    EXPECT_EQ(audit().list(0, 100).size(), 1U);
    EXPECT_FALSE(users().add({.email = "ana@example.org", .office = {}}, "h", of("x", "x")));
    EXPECT_FALSE(users().set_disabled("x@example.org", true, of("x", "x@example.org")));
    EXPECT_FALSE(users().set_office("x@example.org", {}, of("x", "x@example.org")));

    const std::string ana = "ana@example.org";
    ASSERT_TRUE(users().set_password(ana, "new", of("user_password", ana)));
    ASSERT_TRUE(users().set_office(ana, {Role::province_admin, "GP", ""}, of("user_role", ana)));
    ASSERT_TRUE(users().set_disabled(ana, true, of("user_disable", ana)));

    EXPECT_THAT(
        deeds(),
        ElementsAre(
            "user_password ana@example.org ",
            "user_role ana@example.org municipality_admin GP JHB -> province_admin GP",
            "user_disable ana@example.org "
        )
    );
}

TEST_P(UsersContract, ChangesNothingThatCannotBeRecorded) {
    if (GetParam() == "Memory") GTEST_SKIP() << "there is no way past the program";
    add("ana@example.org");
    execute("DROP TABLE audit_chain");

    EXPECT_THROW((void)users().set_disabled("ana@example.org", true, {}), Failure);

    EXPECT_FALSE(users().find("ana@example.org")->user.disabled);
}

TEST_P(UsersContract, BeginsAndEndsNoSessionThatCannotBeRecorded) {
    if (GetParam() == "Memory") GTEST_SKIP() << "there is no way past the program";
    const auto ana = add("ana@example.org");
    open(ana, "s");
    execute("DROP TABLE audit_chain");

    EXPECT_THROW(open(ana, "t"), Failure);
    EXPECT_THROW(end("s"), Failure);

    EXPECT_FALSE(refresh("t", "t 1", "t 2"));
    EXPECT_TRUE(refresh("s", "s 1", "s 2"));
    EXPECT_THAT(users().everybody().ended_sessions, ElementsAre());
}

TEST_P(UsersContract, RecordsASessionsBeginAndItsEndOnce) {
    open(add("ana@example.org"), "s");

    end("s");
    end("s");
    end("t");

    EXPECT_EQ(audit().list(1, 1).front().deed.action, "login");
    EXPECT_THAT(deeds(), ElementsAre("logout s "));
}

TEST_P(UsersContract, RecordsThatASecretWasShownAgainAndNothingOfStrangers) {
    const auto ana = add("ana@example.org");
    open(ana, "s");
    ASSERT_TRUE(refresh("s", "s 1", "s 2"));
    EXPECT_FALSE(refresh("t", "s 1", "s 2")) << "no session";
    EXPECT_THAT(deeds(), ElementsAre());

    EXPECT_FALSE(refresh("s", "s 1", "s 3"));
    EXPECT_FALSE(refresh("s", "s 1", "s 3")) << "it has ended, and that is told already";

    EXPECT_THAT(deeds(), ElementsAre("session_stolen ana@example.org "));
    EXPECT_EQ(audit().list(0, 100).back().deed.origin, "192.0.2.66");
}

TEST_P(UsersContract, EndsASessionForGood) {
    const auto ana = add("ana@example.org");
    open(ana, "s");
    open(ana, "t");
    const auto version = users().version();

    end("s");

    EXPECT_GT(users().version(), version);
    EXPECT_THAT(users().everybody().ended_sessions, ElementsAre("s"));
    EXPECT_FALSE(refresh("s", "s 1", "s 2"));
    EXPECT_TRUE(refresh("t", "t 1", "t 2"));
}

TEST_P(UsersContract, RefreshesNobodyWhoWasChangedSince) {
    const auto ana = add("ana@example.org");
    const auto zoe = add("zoe@example.org");
    open(ana, "a");
    open(zoe, "z");
    ASSERT_TRUE(users().set_password("ana@example.org", "new", {}));
    ASSERT_TRUE(users().set_disabled("zoe@example.org", true, {}));

    EXPECT_FALSE(refresh("a", "a 1", "a 2"));
    EXPECT_FALSE(refresh("z", "z 1", "z 2"));
}

TEST_P(UsersContract, ForgetsSessionsThatRanOut) {
    const auto ana = add("ana@example.org");
    open(ana, "s");
    end("s");

    clock().advance(12h + 10min);
    EXPECT_THAT(users().everybody().ended_sessions, ElementsAre("s"));
    clock().advance(1ms);
    EXPECT_THAT(users().everybody().ended_sessions, ElementsAre());

    // Its row goes with the next session that begins: its id is free again.
    open(ana, "t");
    open(ana, "s");
    EXPECT_TRUE(refresh("s", "s 1", "s 2"));
}

TEST_P(UsersContract, NeverRemovesAUser) {
    add("ana@example.org");

    if (GetParam() == "Memory") GTEST_SKIP() << "there is no way past the program";
    EXPECT_THROW(execute("DELETE FROM login_user"), Failure);
    EXPECT_TRUE(users().find("ana@example.org"));
}

}  // namespace
}  // namespace rollcall::tests
