#include "access/policy.hpp"

#include <array>

#include <gtest/gtest.h>

namespace rollcall::access {
namespace {

Principal somebody(Role role) {
    return {
        .user_id = "me",
        .email = "me@example.org",
        .role = role,
        .province_code = "GP",
        .municipality_code = "JHB"};
}

constexpr std::array actions{
    Action::upload,
    Action::see_job,
    Action::change_job,
    Action::see_queue,
    Action::run_queue,
    Action::sign_out,
    Action::run_users,
    Action::run_geography};

TEST(Policy, LetsOnlySuperAndNationalAdminsRunTheQueue) {
    EXPECT_TRUE(may(Role::super_admin, Action::run_queue));
    EXPECT_TRUE(may(Role::national_admin, Action::run_queue));
    EXPECT_FALSE(may(Role::province_admin, Action::run_queue));
    EXPECT_FALSE(may(Role::municipality_admin, Action::run_queue));
}

TEST(Policy, LetsOnlySuperAdminsRunUsersAndGeography) {
    for (const auto action : {Action::run_users, Action::run_geography}) {
        EXPECT_TRUE(may(Role::super_admin, action));
        EXPECT_FALSE(may(Role::national_admin, action));
        EXPECT_FALSE(may(Role::province_admin, action));
        EXPECT_FALSE(may(Role::municipality_admin, action));
    }
}

TEST(Policy, LetsEveryRoleDoTheRest) {
    for (const auto action : actions) {
        if (action == Action::run_queue || action == Action::run_users ||
            action == Action::run_geography) {
            continue;
        }
        EXPECT_TRUE(may(Role::province_admin, action));
        EXPECT_TRUE(may(Role::municipality_admin, action));
    }
}

TEST(Policy, ReachesAsFarAsTheRole) {
    struct Case {
        const char* name;
        Belongs job;
        std::array<bool, 4> seen;  // by super, national, province, municipality
    };
    const std::array cases{
        Case{"own", {"me", "GP", "JHB"}, {true, true, true, true}},
        Case{"own, made in another area", {"me", "WC", "CPT"}, {true, true, true, true}},
        Case{"same municipality", {"you", "GP", "JHB"}, {true, true, true, true}},
        Case{"sibling municipality", {"you", "GP", "TSH"}, {true, true, true, false}},
        Case{"another province", {"you", "WC", "CPT"}, {true, true, false, false}},
        Case{"province above", {"you", "GP", ""}, {true, true, true, false}},
        Case{"no area", {"you", "", ""}, {true, true, false, false}},
        Case{"nobody's", {"", "", ""}, {true, true, false, false}},
    };

    for (const auto& one : cases) {
        for (std::size_t role = 0; role < role_names.size(); ++role) {
            SCOPED_TRACE(std::string(one.name) + " by " + std::string(role_names.at(role)));
            const auto who = somebody(static_cast<Role>(role));
            EXPECT_EQ(may(who, Action::see_job, one.job), one.seen.at(role));
            EXPECT_EQ(may(who, Action::change_job, one.job), one.seen.at(role));
        }
    }
}

TEST(Policy, ReachesBeyondOnesOwnByExactlyOneMeasure) {
    struct Case {
        Role role;
        bool everything;
        const char* province_code;
        const char* municipality_code;
    };
    const std::array cases{
        Case{Role::super_admin, true, "", ""},
        Case{Role::national_admin, true, "", ""},
        Case{Role::province_admin, false, "GP", ""},
        Case{Role::municipality_admin, false, "", "JHB"},
    };

    for (const auto& one : cases) {
        SCOPED_TRACE(to_string(one.role));
        const auto reach = reach_of(somebody(one.role));
        EXPECT_EQ(reach.everything, one.everything);
        EXPECT_EQ(reach.province_code, one.province_code);
        EXPECT_EQ(reach.municipality_code, one.municipality_code);
    }
}

TEST(Policy, NeverTakesTwoEmptyCodesForOneArea) {
    for (const auto role : {Role::province_admin, Role::municipality_admin}) {
        const Principal who{.role = role};

        EXPECT_FALSE(reach_of(who).everything);
        EXPECT_FALSE(may(who, Action::see_job, {"", "", ""}));
        EXPECT_FALSE(may(who, Action::see_job, {"you", "", ""}));
    }
}

TEST(Policy, LetsNobodyStartWhatReachesFurtherThanTheyDo) {
    const struct {
        Role who;
        std::string_view owner_role;
        Belongs job;
        bool expected;
    } cases[] = {
        {Role::super_admin, "super_admin", {"me", "", ""}, true},
        {Role::national_admin, "super_admin", {"me", "", ""}, true},
        {Role::province_admin, "national_admin", {"me", "", ""}, false},
        {Role::province_admin, "national_admin", {"me", "GP", ""}, false},
        {Role::province_admin, "provincial_admin", {"me", "GP", ""}, true},
        {Role::province_admin, "province_admin", {"me", "WC", ""}, false},
        {Role::province_admin, "province_admin", {"me", "", ""}, false},
        {Role::province_admin, "municipality_admin", {"me", "GP", "TSH"}, true},
        {Role::province_admin, "municipality_admin", {"me", "WC", "CPT"}, false},
        {Role::municipality_admin, "province_admin", {"me", "GP", "JHB"}, false},
        {Role::municipality_admin, "municipality_admin", {"me", "GP", "JHB"}, true},
        {Role::municipality_admin, "municipality_admin", {"me", "GP", "TSH"}, false},
        {Role::municipality_admin, "", {"me", "", ""}, true},
    };

    for (const auto& [who, owner_role, job, expected] : cases) {
        SCOPED_TRACE(std::string(to_string(who)) + " of a " + std::string(owner_role));
        EXPECT_EQ(reaches_as_far(somebody(who), owner_role, job), expected);
    }
}

TEST(Role, IsReadInAnyCaseAndBothSpellings) {
    EXPECT_EQ(parse_role("SUPER_ADMIN"), Role::super_admin);
    EXPECT_EQ(parse_role("provincial_admin"), Role::province_admin);
    EXPECT_EQ(parse_role("Municipal_Admin"), Role::municipality_admin);
    EXPECT_EQ(parse_role("member"), std::nullopt);
    EXPECT_EQ(parse_role(""), std::nullopt);
}

TEST(Role, DecidesTheQueuePriority) {
    EXPECT_EQ(priority_of(Role::super_admin), 1);
    EXPECT_EQ(priority_of(Role::national_admin), 3);
    EXPECT_EQ(priority_of(Role::province_admin), 5);
    EXPECT_EQ(priority_of(Role::municipality_admin), 10);
}

}  // namespace
}  // namespace rollcall::access
