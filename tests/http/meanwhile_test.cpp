// Every route that asks for a token, by somebody who loses the right to it between the request's
// head and its last byte.
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "http/routes.hpp"
#include "tests/http/house.hpp"

namespace rollcall::tests {
namespace {

using access::Office;
using access::Role;

constexpr const char* zoe = "zoe@example.org";
constexpr const char* bob = "bob@example.org";
constexpr const char* password = "correct horse battery";

void replace(std::string& text, std::string_view what, std::string_view by) {
    const auto at = text.find(what);
    if (at != std::string::npos) text.replace(at, what.size(), by);
}

// What makes the command succeed, so that only who asks can be the reason for a refusal.
std::string body_of(const http::Route& route) {
    const auto secret = std::string(R"("password":"another horse battery")");
    if (route.name == "user_add") {
        return R"({"email":"new@example.org","role":"super_admin",)" + secret + "}";
    }
    if (route.name == "user_password") return "{" + secret + "}";
    if (route.name == "user_role") return R"({"role":"super_admin"})";
    if (route.name == "queue_clean") return R"({"gracePeriodHours":0})";
    return "";
}

class Meanwhile : public testing::TestWithParam<const http::Route*> {
protected:
    Meanwhile()
        : job(house.uploaded(House::person("other", Role::municipality_admin, "GP", "JHB"))) {
        for (const auto* email : {zoe, bob}) {
            EXPECT_TRUE(house.accounts.add({email, {Role::super_admin}, password}, {"root"}));
        }
        house.corrections_bytes = "0123456789";
        house.queue.job(job).state = fit_state();
        house.queue.job(job).finished_at = house.clock.now() - std::chrono::hours(1);
        token = house.logins.sign_in({zoe, password, "192.0.2.1"})->token;
    }

    queue::JobState fit_state() const {
        if (route.name == "cancel") return queue::JobState::waiting;
        return route.name == "retry" ? queue::JobState::failed : queue::JobState::completed;
    }

    Seen ask(const std::function<void()>& meanwhile) {
        auto path = "/" + std::string(route.pattern);
        replace(path, ":jobId", job.text());
        replace(path, ":email", bob);
        if (route.body == http::BodyKind::upload) {
            return house.upload(
                token, {.bytes = "a,b\n1,2\n", .path = path, .meanwhile = meanwhile}
            );
        }
        return house.ask(
            route.method, path, {.token = token, .body = body_of(route), .meanwhile = meanwhile}
        );
    }

    // All that a route could change.
    std::string state() {
        std::string text;
        for (const auto& user : house.accounts.list()) {
            text += user.email + " " + text_of(user.office) + " " + std::to_string(user.epoch) +
                    (user.disabled ? " disabled\n" : "\n");
        }
        for (const auto& one : house.queue.jobs)
            text += one.id.text() + " " + std::string(queue::to_string(one.state)) + "\n";
        return text + (house.queue.paused() ? "paused " : "") +
               std::to_string(house.queue.asked_from.size()) + " asked of the queue, " +
               std::to_string(house.geography_orders.size()) + " imports, " +
               std::to_string(house.audit.list(0, 100).size()) + " deeds, " +
               (house.spool.holds(sha256_hex("a,b\n1,2\n")) ? "a file" : "no file");
    }

    const http::Route& route = *GetParam();
    House house;
    const JobId job;
    std::string token;
};

TEST_P(Meanwhile, ServesWhoseRightStands) {
    EXPECT_EQ(ask([] {}).status, 200U);
}

TEST_P(Meanwhile, DoesNothingForWhoWasDisabled) {
    std::string before;

    const auto refused = ask([&] {
        ASSERT_TRUE(house.accounts.set_disabled(zoe, true, {"root"}));
        before = state();
    });

    EXPECT_EQ(refused.status, 401U) << refused.body;
    EXPECT_EQ(state(), before);
}

std::vector<const http::Route*> routes_for(const std::function<bool(const http::Route&)>& meant) {
    std::vector<const http::Route*> some;
    for (const auto& route : http::routes()) {
        if (route.action && meant(route)) some.push_back(&route);
    }
    return some;
}

std::string name_of(const testing::TestParamInfo<const http::Route*>& info) {
    return std::string(info.param->name);
}

INSTANTIATE_TEST_SUITE_P(
    EveryRoute,
    Meanwhile,
    testing::ValuesIn(routes_for([](const http::Route&) { return true; })),
    name_of
);

// Of what a municipality's admin elsewhere may not do, or not see.
class MeanwhileDemoted : public Meanwhile {};

TEST_P(MeanwhileDemoted, DoesNothingThatTheirNewRoleMayNot) {
    std::string before;

    const auto refused = ask([&] {
        const Office office{Role::municipality_admin, "WC", "CPT"};
        ASSERT_TRUE(house.accounts.set_office(zoe, office, {"root"}));
        before = state();
    });

    EXPECT_EQ(refused.status, may(Role::municipality_admin, *route.action) ? 404U : 403U)
        << refused.body;
    EXPECT_EQ(state(), before);
}

INSTANTIATE_TEST_SUITE_P(
    EveryRoute,
    MeanwhileDemoted,
    testing::ValuesIn(routes_for([](const http::Route& route) {
        return route.pattern.find(":jobId") != std::string_view::npos ||
               !may(Role::municipality_admin, *route.action);
    })),
    name_of
);

}  // namespace
}  // namespace rollcall::tests
