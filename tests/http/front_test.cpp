// What is decided before any handler: paths, methods, tokens, limits.
#include <fstream>
#include <iterator>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "http/routes.hpp"
#include "tests/http/house.hpp"

namespace rollcall::tests {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

TEST(Front, KnowsNoOtherPaths) {
    House house;

    for (const char* path :
         {"//",
          "//api/v1/bulk-upload",
          "/status",
          "/status/",
          "/status/a/b",
          "/queue/jobs/",
          "//healthz/",
          "//HEALTHZ",
          "//api//v1/bulk-upload/stats",
          "/../healthz"}) {
        SCOPED_TRACE(path);
        const auto answer = house.get(path, {.token = house.admin()});
        EXPECT_EQ(answer.status, 404U);
        EXPECT_EQ(answer.code(), "NOT_FOUND");
    }
}

TEST(Front, NamesTheMethodsThatAPathTakes) {
    House house;

    const auto posted = house.post("/stats", {.token = house.admin()});
    const auto deleted = house.ask("DELETE", "/queue/pause", {.token = house.admin()});

    EXPECT_EQ(posted.status, 405U);
    EXPECT_EQ(posted.code(), "METHOD_NOT_ALLOWED");
    EXPECT_EQ(posted.header("Allow"), "GET, HEAD, OPTIONS");
    EXPECT_EQ(deleted.header("Allow"), "POST, OPTIONS");
}

TEST(Front, AnswersOptionsAndHeadForEveryRoute) {
    House house;

    EXPECT_EQ(house.ask("OPTIONS", "/queue/pause", {.token = ""}).status, 204U);
    EXPECT_EQ(house.ask("HEAD", "/queue/stats", {.token = house.admin()}).status, 200U);
    EXPECT_EQ(house.ask("HEAD", "/queue/pause", {.token = house.admin()}).status, 405U);
}

TEST(Front, RefusesBadTokensAndSaysHowToAsk) {
    House house;

    for (const char* value : {"", "Bearer", "Bearer ", "Bearer x.y.z", "Basic YTpi", "Token x"}) {
        SCOPED_TRACE(value);
        const auto answer =
            house.get("/stats", {.token = "", .headers = {{"authorization", value}}});
        EXPECT_EQ(answer.status, 401U);
        EXPECT_EQ(answer.code(), "AUTHENTICATION_ERROR");
        EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer realm=\"rollcall\"");
    }
}

TEST(Front, RefusesATokenThatHasExpired) {
    House house;
    const auto token = house.admin();

    house.clock.advance(std::chrono::hours(13));

    EXPECT_EQ(house.get("/stats", {.token = token}).status, 401U);
}

TEST(Front, RefusesBodiesThatAreTooLargeBeforeTheyCome) {
    House house;
    auto head = house.head_of("POST", "/queue/clean", {.token = house.admin()});
    head.content_length = 65'537;

    const auto admitted = house.api->admit(head);

    const auto* refused = std::get_if<http::Response>(&admitted);
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->status, 413U);
    EXPECT_TRUE(refused->close);
}

TEST(Front, LimitsHowOftenOnePersonAsks) {
    House house(RateLimit::Rule{.per_second = 1, .burst = 2});
    const auto root = house.admin();
    const auto other = house.token(House::person("other", access::Role::national_admin, "", ""));

    EXPECT_EQ(house.get("/stats", {.token = root}).status, 200U);
    EXPECT_EQ(house.get("/stats", {.token = root}).status, 200U);
    const auto third = house.get("/stats", {.token = root});
    EXPECT_EQ(third.status, 429U);
    EXPECT_NE(third.header("Retry-After"), "");
    EXPECT_EQ(house.get("/stats", {.token = other}).status, 200U);
    EXPECT_EQ(house.get("//healthz", {.token = ""}).status, 200U);
}

TEST(Front, LetsAClientPollTwiceASecondForAsLongAsItLikes) {
    House house;
    const auto root = house.admin();

    for (int asked = 0; asked < 2'000; ++asked) {
        ASSERT_EQ(house.get("/stats", {.token = root}).status, 200U) << asked;
        house.clock.advance(std::chrono::milliseconds(500));
    }
}

TEST(Front, TakesTheAddressesOfOnePersonAsOne) {
    House house(RateLimit::Rule{.per_second = 3, .burst = 2});
    const auto status = [&](const char* peer) {
        return house.get("//readyz", {.token = "", .peer = peer}).status;
    };

    EXPECT_EQ(status("2001:db8:1:2::1"), 200U);
    EXPECT_EQ(status("2001:db8:1:2::2"), 200U);
    EXPECT_EQ(status("2001:db8:1:2::3"), 429U);
    EXPECT_EQ(status("2001:db8:1:3::1"), 200U);
}

// What costs is the signature: it is not looked at for an address that has shown too many bad ones.
TEST(Front, VerifiesNoNewTokenOfAnAddressThatShowedTooManyBadOnes) {
    House house(RateLimit::Rule{.per_second = 3, .burst = 2});
    const auto known = house.admin();
    const auto unknown = house.token(House::person("other", access::Role::super_admin, "", ""));
    ASSERT_EQ(house.get("/stats", {.token = known}).status, 200U);

    EXPECT_EQ(house.get("/stats", {.token = known + "x"}).status, 401U);
    EXPECT_EQ(house.get("/stats", {.token = known + "y"}).status, 401U);
    EXPECT_EQ(house.get("/stats", {.token = known + "z"}).status, 429U);

    EXPECT_EQ(house.get("/stats", {.token = unknown}).status, 429U);
    EXPECT_EQ(house.gate.known(), 1U);
    EXPECT_EQ(house.get("/stats", {.token = known}).status, 200U) << "who is known goes on";
    EXPECT_EQ(house.get("/stats", {.token = unknown, .peer = "192.0.2.1"}).status, 200U);
    house.clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(house.get("/stats", {.token = unknown}).status, 200U);
}

TEST(Front, CarriesTheRequestIdOnEveryAnswer) {
    House house;

    EXPECT_EQ(house.get("//healthz", {.token = ""}).header("X-Request-Id"), "r-1");
    EXPECT_EQ(house.get("//nowhere", {.token = ""}).header("X-Request-Id"), "r-1");
    EXPECT_EQ(house.get("/stats", {.token = ""}).header("X-Content-Type-Options"), "nosniff");
}

TEST(Front, NeverTellsWhatBroke) {
    House house;
    const auto head = house.head_of("GET", "/stats", {.token = ""});

    const auto response = house.api->refusal(
        head, {Errc::internal_error, "sqlite: SELECT at /var/lib/rollcall/x.db", {}}
    );

    EXPECT_EQ(response.status, 500U);
    EXPECT_THAT(std::get<std::string>(response.body), testing::Not(HasSubstr("SELECT")));
    EXPECT_THAT(std::get<std::string>(response.body), testing::Not(HasSubstr("/var")));
}

TEST(Front, LetsListedOriginsRead) {
    House house([](http::Settings& s) { s.cors_origins = {"https://app.example.org"}; });
    const http::Headers origin{{"origin", "https://app.example.org"}};

    const auto answer = house.get("/stats", {.token = "", .headers = origin});

    EXPECT_EQ(answer.status, 401U);
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "https://app.example.org");
}

TEST(Front, LivesAndIsReady) {
    House house;
    house.clock.advance(std::chrono::seconds(90));

    EXPECT_EQ(
        house.get("//healthz", {.token = ""}).data().at("uptime_seconds").to_number<int>(), 90
    );
    EXPECT_EQ(house.get("//readyz", {.token = ""}).status, 200U);

    house.silent = {"database"};
    const auto answer = house.get("//readyz", {.token = ""});
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.error().at("details").at("stores").as_array(), json::array{"database"});
    EXPECT_EQ(house.get("//healthz", {.token = ""}).status, 200U);
}

TEST(Front, ShowsItsFigures) {
    House house;
    house.get("//nowhere", {.token = ""});

    const auto answer = house.get("//metrics", {.token = ""});

    EXPECT_THAT(answer.header("Content-Type"), HasSubstr("text/plain"));
    EXPECT_THAT(
        answer.body, HasSubstr(R"(rollcall_http_requests_total{route="none",status="404"} 1)")
    );
}

TEST(Front, ShowsItsFiguresToTheirTokenAlone) {
    House house([](http::Settings& s) { s.metrics_token = "figures"; });

    EXPECT_EQ(house.get("//metrics", {.token = ""}).status, 401U);
    EXPECT_EQ(house.get("//metrics", {.token = "figure"}).status, 401U);
    EXPECT_EQ(house.get("//metrics", {.token = "figures"}).status, 200U);
}

TEST(Front, DescribesEveryRouteAsOpenApi) {
    House house;

    const auto page = house.get("//openapi.json", {.token = ""}).json();

    EXPECT_EQ(page.at("openapi"), "3.1.0");
    const auto& paths = page.at("paths").as_object();
    for (const auto& route : http::routes()) {
        SCOPED_TRACE(route.name);
        std::string path(route.pattern);
        for (const std::string_view name : {"jobId", "email"}) {
            const auto at = path.find(":" + std::string(name));
            if (at != std::string::npos) {
                path.replace(at, name.size() + 1, "{" + std::string(name) + "}");
            }
        }
        ASSERT_TRUE(paths.contains(path));
        const auto method = route.method == "GET" ? "get" : "post";
        const auto& operation = paths.at(path).at(method).as_object();
        EXPECT_EQ(operation.at("operationId"), json::string_view(route.name));
        EXPECT_EQ(operation.contains("security"), !route.action.has_value());
    }
    EXPECT_EQ(
        paths.at("/api/v1/bulk-upload/process")
            .at("post")
            .at("requestBody")
            .at("content")
            .at("multipart/form-data")
            .at("schema")
            .at("required"),
        json::array{"file"}
    );
}

TEST(Front, IsDescribedRouteByRouteInTheDocs) {
    std::ifstream file(ROLLCALL_SOURCE_DIR "/docs/api.md");
    const std::string page{std::istreambuf_iterator<char>(file), {}};

    for (const auto& route : http::routes()) {
        auto pattern = route.pattern;
        if (pattern.starts_with(House::prefix)) pattern.remove_prefix(House::prefix.size());
        EXPECT_THAT(page, HasSubstr("`" + std::string(route.method) + " " + std::string(pattern)));
    }
}

TEST(Front, HasOneRouteForAMethodAndAPath) {
    std::set<std::string> names;
    std::set<std::string> places;
    for (const auto& route : http::routes()) {
        EXPECT_TRUE(names.emplace(route.name).second) << route.name;
        EXPECT_TRUE(places.emplace(std::string(route.method) + std::string(route.pattern)).second)
            << route.pattern;
        EXPECT_TRUE(route.method == "GET" || route.method == "POST");
        EXPECT_NE(route.handler, nullptr);
    }
}

}  // namespace
}  // namespace rollcall::tests
