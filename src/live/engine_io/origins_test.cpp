#include "live/engine_io/origins.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/engine_io/server.hpp"

namespace rollcall::live::engine_io {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Page {
    const char* origin;
    const char* host;
    bool secure;
};

bool is_admitted(const Origins& origins, const Page& page) {
    const Headers headers{{"host", page.host}, {"origin", page.origin}};
    return origins.admit(
        {.method = "GET", .target = "/", .headers = headers, .peer = "", .secure = page.secure}
    );
}

Headers granted(const Origins& origins, const Headers& headers) {
    Answer answer;
    origins.grant({.method = "GET", .target = "/", .headers = headers, .peer = ""}).add_to(answer);
    return answer.headers;
}

TEST(EngineOrigins, WithoutAListAdmitTheSameOriginAndWhoIsNoBrowser) {
    const Origins origins({});
    for (const auto& page : {
             Page{"https://app.example.org", "app.example.org", true},
             Page{"https://app.example.org", "app.example.org", false},
             Page{"http://app.example.org", "app.example.org", false},
             Page{"http://localhost:5173", "localhost:5173", false},
             Page{"https://APP.example.org", "app.example.org", true},
         }) {
        SCOPED_TRACE(page.origin);
        EXPECT_TRUE(is_admitted(origins, page));
    }
    const Headers none{{"host", "app.example.org"}};
    EXPECT_TRUE(origins.admit({.method = "GET", .target = "/", .headers = none, .peer = ""}));
}

TEST(EngineOrigins, WithoutAListRefuseEveryOther) {
    const Origins origins({});
    for (const auto& page : {
             Page{"https://evil.example", "app.example.org", true},
             Page{"https://app.example.org.evil.example", "app.example.org", true},
             Page{"https://app.example.org:8443", "app.example.org", true},
             Page{"http://app.example.org", "app.example.org", true},
             Page{"null", "app.example.org", true},
             Page{"app.example.org", "app.example.org", true},
             Page{"ftp://app.example.org", "app.example.org", false},
             Page{"https://", "", true},
         }) {
        SCOPED_TRACE(page.origin);
        EXPECT_FALSE(is_admitted(origins, page));
    }
}

TEST(EngineOrigins, OfAListAreAdmittedAsTheyAreSpelled) {
    const Origins origins({"https://one.example", "https://two.example"});

    EXPECT_TRUE(is_admitted(origins, {"https://two.example", "app.example.org", true}));
    EXPECT_TRUE(is_admitted(origins, {"https://app.example.org", "app.example.org", true}));
    EXPECT_FALSE(is_admitted(origins, {"https://three.example", "app.example.org", true}));
    EXPECT_FALSE(is_admitted(origins, {"*", "app.example.org", true}));
}

TEST(EngineOrigins, AStarAdmitsEverybodyAndGivesNoCredentials) {
    const Origins origins({"*"});

    EXPECT_TRUE(is_admitted(origins, {"https://evil.example", "app.example.org", true}));
    EXPECT_TRUE(is_admitted(origins, {"null", "app.example.org", true}));
    EXPECT_THAT(
        granted(origins, {{"origin", "https://evil.example"}}),
        ElementsAre(Pair("Access-Control-Allow-Origin", "*"))
    );
}

TEST(EngineOrigins, OfAListMayReadWithCredentials) {
    const Origins origins({"https://one.example"});

    EXPECT_THAT(
        granted(origins, {{"origin", "https://one.example"}}),
        ElementsAre(
            Pair("Vary", "Origin"),
            Pair("Access-Control-Allow-Origin", "https://one.example"),
            Pair("Access-Control-Allow-Credentials", "true")
        )
    );
}

TEST(EngineOrigins, CachesAreToldThatAnotherOriginGetsAnotherAnswer) {
    const Origins origins({"https://one.example"});

    EXPECT_THAT(granted(origins, {}), ElementsAre(Pair("Vary", "Origin")));
    EXPECT_THAT(
        granted(origins, {{"origin", "https://evil.example"}}), ElementsAre(Pair("Vary", "Origin"))
    );
    EXPECT_THAT(granted(Origins({}), {{"origin", "https://evil.example"}}), IsEmpty());
}

Answer preflight_with(const Headers& headers) {
    return preflight({.method = "OPTIONS", .target = "/", .headers = headers, .peer = ""});
}

TEST(EngineOrigins, APreflightAllowsTheHeadersThatThePageAsksFor) {
    const auto answer =
        preflight_with({{"access-control-request-headers", "authorization,x-custom"}});

    EXPECT_THAT(
        answer.headers, Contains(Pair("Access-Control-Allow-Headers", "authorization,x-custom"))
    );
    EXPECT_THAT(answer.headers, Contains(Pair("Vary", "Access-Control-Request-Headers")));
}

TEST(EngineOrigins, APreflightNamesWhatMayBeSent) {
    const auto answer = preflight_with({});

    EXPECT_EQ(answer.status, 204U);
    EXPECT_EQ(answer.body, "");
    EXPECT_THAT(
        answer.headers, Contains(Pair("Access-Control-Allow-Methods", "GET, POST, OPTIONS"))
    );
    EXPECT_THAT(
        answer.headers,
        Contains(Pair("Access-Control-Allow-Headers", "Authorization, Content-Type"))
    );
    EXPECT_THAT(answer.headers, Contains(Key("Access-Control-Max-Age")));
}

}  // namespace
}  // namespace rollcall::live::engine_io
