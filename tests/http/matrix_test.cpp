// Every route by every role to every kind of job, against a table that is not the program's own: a
// route that nobody said here what to expect of fails.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/routes.hpp"
#include "tests/http/house.hpp"
#include "tests/support/who_sees_whose.hpp"

namespace rollcall::tests {
namespace {

using access::Role;
using support::all_roles;
using support::asker;
using support::every_whose;
using support::owner;
using support::sees;
using support::Whose;
using testing::HasSubstr;
using testing::Not;

enum class For : std::uint8_t {
    anybody,      // no token is asked for
    every_role,   // of its own affairs, or of what it may see
    who_sees_it,  // the named job
    national_up,  // super and national admins
    super_admin
};

struct Expectation {
    std::string_view route;
    For whom;
    unsigned status;  // of whom it is for
};

// Without a body, and of a user that there is not.
constexpr std::array expectations{
    Expectation{"process", For::every_role, 200},
    Expectation{"status", For::who_sees_it, 200},
    Expectation{"events", For::who_sees_it, 200},
    Expectation{"report", For::who_sees_it, 200},
    Expectation{"corrections", For::who_sees_it, 200},
    Expectation{"retry", For::who_sees_it, 200},
    Expectation{"cancel", For::who_sees_it, 200},
    Expectation{"logs", For::who_sees_it, 200},
    Expectation{"rows", For::who_sees_it, 200},
    Expectation{"queue_stats", For::every_role, 200},
    Expectation{"queue_jobs", For::every_role, 200},
    Expectation{"queue_clean", For::national_up, 200},
    Expectation{"queue_pause", For::national_up, 200},
    Expectation{"queue_resume", For::national_up, 200},
    Expectation{"history", For::every_role, 200},
    Expectation{"stats", For::every_role, 200},
    Expectation{"template", For::every_role, 200},
    Expectation{"login", For::anybody, 400},
    Expectation{"refresh", For::anybody, 400},
    // Whoever came with another's token has no session to end.
    Expectation{"logout", For::every_role, 409},
    Expectation{"users", For::super_admin, 200},
    Expectation{"user_add", For::super_admin, 400},
    Expectation{"user_password", For::super_admin, 400},
    Expectation{"user_role", For::super_admin, 400},
    Expectation{"user_disable", For::super_admin, 404},
    Expectation{"user_enable", For::super_admin, 404},
    Expectation{"geography", For::super_admin, 200},
    Expectation{"geography_import", For::super_admin, 200},
    Expectation{"healthz", For::anybody, 200},
    Expectation{"readyz", For::anybody, 200},
    Expectation{"metrics", For::anybody, 200},
    Expectation{"openapi", For::anybody, 200},
};

struct Case {
    const http::Route* route;
    Role role;
    Whose whose;
};

unsigned expected_status(const Case& one) {
    const auto* const expected =
        std::ranges::find(expectations, one.route->name, &Expectation::route);
    if (expected == expectations.end()) return 0;
    switch (expected->whom) {
        case For::anybody:
        case For::every_role: return expected->status;
        case For::who_sees_it: return sees(one.role, one.whose) ? expected->status : 404;
        case For::national_up:
            return one.role == Role::super_admin || one.role == Role::national_admin
                       ? expected->status
                       : 403;
        case For::super_admin: break;
    }
    return one.role == Role::super_admin ? expected->status : 403;
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
void make_fit(House& house, const JobId& id, const http::Route& route) {
    house.corrections_bytes = "0123456789";
    auto& job = house.queue.job(id);
    if (route.name == "report" || route.name == "corrections") {
        job.state = queue::JobState::completed;
    }
    if (route.name == "retry") job.state = queue::JobState::failed;
}

Seen ask(House& house, const http::Route& route, const JobId& job, const std::string& token) {
    const auto path = path_of(route, job);
    if (route.body == http::BodyKind::upload)
        return house.upload(token, {.bytes = "a,b\n1,2\n", .path = path});
    return house.ask(route.method, path, {.token = token});
}

std::vector<Case> every_case() {
    std::vector<Case> cases;
    for (const auto& route : http::routes()) {
        for (const auto role : all_roles) {
            for (const auto whose : every_whose)
                cases.push_back({&route, role, whose});
        }
    }
    return cases;
}

TEST(MatrixOfRoutes, SaysOfEachRouteOnceWhatToExpect) {
    std::vector<std::string_view> routes;
    std::vector<std::string_view> expected;
    for (const auto& route : http::routes())
        routes.push_back(route.name);
    for (const auto& expectation : expectations)
        expected.push_back(expectation.route);

    EXPECT_THAT(expected, testing::UnorderedElementsAreArray(routes));
}

class Matrix : public testing::TestWithParam<Case> {};

TEST_P(Matrix, AnswersAsThePolicySays) {
    const auto& one = GetParam();
    House house;
    const auto id = house.uploaded(owner(one.role, one.whose));
    make_fit(house, id, *one.route);

    const auto answer = ask(house, *one.route, id, house.token(asker(one.role)));

    EXPECT_EQ(answer.status, expected_status(one)) << answer.body;
    if (answer.status != 404) return;
    EXPECT_EQ(answer.code(), "NOT_FOUND");
    EXPECT_THAT(answer.body, Not(HasSubstr("other@example.org")));
}

TEST_P(Matrix, AsksForATokenUnlessTheRouteIsOpen) {
    const auto& one = GetParam();
    House house;
    const auto id = house.uploaded(owner(one.role, one.whose));
    const auto* const expected =
        std::ranges::find(expectations, one.route->name, &Expectation::route);
    ASSERT_NE(expected, expectations.end());

    const auto answer = ask(house, *one.route, id, "");

    EXPECT_EQ(answer.status == 401, expected->whom != For::anybody) << answer.body;
}

// Who may not see a job cannot tell it from one that there is not.
class MatrixOfHiddenJobs : public testing::TestWithParam<Case> {};

TEST_P(MatrixOfHiddenJobs, AnswersAsIfThereWasNone) {
    const auto& one = GetParam();
    House house;
    const auto id = house.uploaded(owner(one.role, one.whose));
    const auto none = *JobId::parse("job-1767225600123-004211337700");
    make_fit(house, id, *one.route);
    const auto token = house.token(asker(one.role));

    auto of_another = ask(house, *one.route, id, token).body;
    auto of_none = ask(house, *one.route, none, token).body;

    for (auto at = of_another.find(id.text()); at != std::string::npos;
         at = of_another.find(id.text()))
        of_another.replace(at, id.text().size(), none.text());
    EXPECT_EQ(of_another, of_none);
}

// What names no job lists and counts many: nothing of the others' may be among it.
class MatrixOfListsAndCounts : public testing::TestWithParam<Case> {};

TEST_P(MatrixOfListsAndCounts, TellNothingOfAHiddenJob) {
    const auto& one = GetParam();
    House house;
    const auto id = house.uploaded(owner(one.role, one.whose), {.file_name = "secret list.csv"});
    const auto token = house.token(asker(one.role));

    for (const std::string query : {"", "?q=other", "?q=secret", "?status=waiting"}) {
        const auto path = path_of(*one.route, id) + query;
        const auto answer = house.ask("GET", path, {.token = token});
        for (const auto& secret : {id.text(), std::string("secret"), std::string("other@")})
            EXPECT_THAT(answer.body, Not(HasSubstr(secret))) << path;
    }
}

std::string name_of(const testing::TestParamInfo<Case>& info) {
    return std::string(info.param.route->name) + "_by_" +
           std::string(access::to_string(info.param.role)) + "_of_" +
           std::string(support::name_of(info.param.whose));
}

std::vector<Case> cases_of_hidden_jobs(bool named, std::string_view method) {
    auto cases = every_case();
    std::erase_if(cases, [&](const Case& one) {
        return sees(one.role, one.whose) || names_a_job(*one.route) != named ||
               (!method.empty() && one.route->method != method);
    });
    return cases;
}

INSTANTIATE_TEST_SUITE_P(EveryRoute, Matrix, testing::ValuesIn(every_case()), name_of);
INSTANTIATE_TEST_SUITE_P(
    EveryRoute,
    MatrixOfHiddenJobs,
    testing::ValuesIn(cases_of_hidden_jobs(true, "")),
    name_of
);
INSTANTIATE_TEST_SUITE_P(
    EveryRoute,
    MatrixOfListsAndCounts,
    testing::ValuesIn(cases_of_hidden_jobs(false, "GET")),
    name_of
);

TEST(MatrixOfLists, AgreeWithThePolicyOnEachJob) {
    for (const auto role : all_roles) {
        for (const auto whose : every_whose) {
            SCOPED_TRACE(
                std::string(to_string(role)) + " of " + std::string(support::name_of(whose))
            );
            House house;
            const auto id = house.uploaded(owner(role, whose));
            const auto who = asker(role);
            const auto token = house.token(who);
            const auto counted = [&](const char* path, const char* field) {
                return house.get(path, {.token = token}).data().at(field).to_number<int>() == 1;
            };
            const auto& of = house.queue.job(id).owner;
            const bool may = access::may(
                who, access::Action::see_job, {of.user_id, of.province_code, of.municipality_code}
            );

            EXPECT_EQ(may, sees(role, whose));
            EXPECT_EQ(counted("/queue/jobs", "count"), may);
            EXPECT_EQ(counted("/queue/stats", "total"), may);
        }
    }
}

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
