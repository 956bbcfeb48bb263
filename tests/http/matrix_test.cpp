// Every route by every role to every kind of job, against a table that is not the program's own.
#include <array>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "http/routes.hpp"
#include "tests/http/house.hpp"

namespace rollcall::tests {
namespace {

using access::Role;

enum class Whose : std::uint8_t { own, same_area, other_area };

struct Case {
    const http::Route* route;
    Role role;
    Whose whose;
};

access::Principal asker(Role role) {
    switch (role) {
        case Role::super_admin:
        case Role::national_admin: return House::person("asker", role, "", "");
        case Role::province_admin: return House::person("asker", role, "GP", "");
        case Role::municipality_admin: break;
    }
    return House::person("asker", role, "GP", "JHB");
}

access::Principal owner(Role role, Whose whose) {
    switch (whose) {
        case Whose::own: return asker(role);
        case Whose::same_area: return House::person("other", Role::municipality_admin, "GP", "JHB");
        case Whose::other_area: break;
    }
    return House::person("other", Role::municipality_admin, "WC", "CPT");
}

std::string path_of(const http::Route& route, const JobId& job) {
    std::string path(route.pattern);
    const auto at = path.find(":jobId");
    if (at != std::string::npos) path.replace(at, 6, job.text());
    return path.starts_with(House::prefix) ? path.substr(House::prefix.size()) : "/" + path;
}

bool names_a_job(const http::Route& route) {
    return route.pattern.find(":jobId") != std::string_view::npos;
}

// Each job is made fit for the verb, so that only who asks can be the reason for a refusal.
void make_fit(queue::Job& job, const http::Route& route) {
    if (route.name == "report" || route.name == "corrections") {
        job.state = queue::JobState::completed;
    }
    if (route.name == "retry") job.state = queue::JobState::failed;
}

unsigned expected_status(const Case& one) {
    const bool runs_the_house = one.role == Role::super_admin || one.role == Role::national_admin;
    const auto& name = one.route->name;
    if (name == "queue_clean" || name == "queue_pause" || name == "queue_resume") {
        return runs_the_house ? 200 : 403;
    }
    if ((one.route->action == access::Action::run_users ||
         one.route->action == access::Action::run_geography) &&
        one.role != Role::super_admin) {
        return 403;
    }
    // Without a body; and of a user that there is not.
    if (name == "login" || name == "refresh" || name == "user_add" || name == "user_password" ||
        name == "user_role") {
        return 400;
    }
    if (name == "user_disable" || name == "user_enable") return 404;
    // Whoever came with another's token has no session to end.
    if (name == "logout") return 409;
    if (names_a_job(*one.route) && one.whose == Whose::other_area && !runs_the_house) return 404;
    return name == "corrections" ? 404 : 200;
}

std::vector<Case> every_case() {
    std::vector<Case> cases;
    for (const auto& route : http::routes()) {
        if (route.body == http::BodyKind::upload) continue;
        for (std::size_t role = 0; role < access::role_names.size(); ++role) {
            for (const auto whose : {Whose::own, Whose::same_area, Whose::other_area})
                cases.push_back({&route, static_cast<Role>(role), whose});
        }
    }
    return cases;
}

class Matrix : public testing::TestWithParam<Case> {};

TEST_P(Matrix, AnswersAsThePolicySays) {
    const auto& one = GetParam();
    House house;
    const auto id = house.uploaded(owner(one.role, one.whose));
    make_fit(house.queue.job(id), *one.route);

    const auto answer = house.ask(
        one.route->method, path_of(*one.route, id), {.token = house.token(asker(one.role))}
    );

    EXPECT_EQ(answer.status, expected_status(one)) << answer.body;
    if (answer.status != 404) return;
    EXPECT_EQ(answer.code(), "NOT_FOUND");
    EXPECT_EQ(answer.body.find("other@example.org"), std::string::npos);
}

TEST_P(Matrix, AsksForATokenUnlessTheRouteIsOpen) {
    const auto& one = GetParam();
    House house;
    const auto id = house.uploaded(owner(one.role, one.whose));

    const auto answer = house.ask(one.route->method, path_of(*one.route, id), {.token = ""});

    if (one.route->action) {
        EXPECT_EQ(answer.status, 401U) << answer.body;
    } else {
        EXPECT_NE(answer.status, 401U) << answer.body;
    }
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
    constexpr std::array<std::string_view, 3> whose{"own", "same_area", "other_area"};
    return std::string(info.param.route->name) + "_by_" +
           std::string(access::to_string(info.param.role)) + "_of_" +
           std::string(whose.at(static_cast<std::size_t>(info.param.whose)));
}

INSTANTIATE_TEST_SUITE_P(EveryRoute, Matrix, testing::ValuesIn(every_case()), name_of);

TEST(MatrixOfLists, ShowsAndCountsOnlyWhatOneMaySee) {
    House house;
    house.uploaded(House::person("joburg", Role::municipality_admin, "GP", "JHB"));
    house.uploaded(House::person("pretoria", Role::municipality_admin, "GP", "TSH"));
    house.uploaded(House::person("gauteng", Role::province_admin, "GP", ""));
    house.uploaded(House::person("cape", Role::municipality_admin, "WC", "CPT"));
    house.uploaded(House::person("nation", Role::national_admin, "", ""));
    const auto seen_by = [&](Role role) {
        const auto token = house.token(asker(role));
        const auto jobs = house.get("/queue/jobs?limit=100", {.token = token}).data();
        const auto stats = house.get("/queue/stats", {.token = token}).data();
        EXPECT_EQ(jobs.at("count").to_number<int>(), stats.at("total").to_number<int>());
        return jobs.at("count").to_number<int>();
    };

    EXPECT_EQ(seen_by(Role::super_admin), 5);
    EXPECT_EQ(seen_by(Role::national_admin), 5);
    EXPECT_EQ(seen_by(Role::province_admin), 3);
    EXPECT_EQ(seen_by(Role::municipality_admin), 1);
}

}  // namespace
}  // namespace rollcall::tests
