#include <string>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/websocket/frame.hpp"
#include "tests/support/engine_world.hpp"

namespace rollcall::live::engine_io {
namespace {

namespace json = boost::json;
using support::body_of;
using support::EngineWorld;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

class EngineHandshake : public ::testing::Test {
protected:
    EngineWorld world_;
};

TEST_F(EngineHandshake, OverPollingGivesExactlyTheFiveKeysAndOffersAWebsocket) {
    const auto answer = world_.answer("/engine.io/?EIO=4&transport=polling");

    ASSERT_EQ(answer.status, 200U);
    ASSERT_EQ(answer.body.front(), '0');
    const json::object expected{
        {"sid", world_.told().session->id()},
        {"upgrades", json::array{"websocket"}},
        {"pingInterval", 300},
        {"pingTimeout", 200},
        {"maxPayload", 1'000'000}};
    EXPECT_EQ(json::parse(answer.body.substr(1)), json::value(expected));
    EXPECT_THAT(answer.headers, Contains(Pair("Content-Type", "text/plain; charset=UTF-8")));
    EXPECT_THAT(answer.headers, Contains(Pair("Cache-Control", "no-store")));
}

TEST_F(EngineHandshake, OverAWebsocketGivesTheSameKeysAndOffersNothing) {
    const auto link = world_.websocket();

    const auto frames = EngineWorld::frames(*link);
    ASSERT_EQ(frames.size(), 1U);
    ASSERT_EQ(frames[0].front(), '0');
    const json::object expected{
        {"sid", world_.told().session->id()},
        {"upgrades", json::array{}},
        {"pingInterval", 300},
        {"pingTimeout", 200},
        {"maxPayload", 1'000'000}};
    EXPECT_EQ(json::parse(frames[0].substr(1)), json::value(expected));
}

TEST_F(EngineHandshake, OffersNothingWhereUpgradesAreNotAllowed) {
    auto settings = support::quick_settings();
    settings.allow_upgrades = false;
    EngineWorld world(settings);

    const auto answer = world.answer("/engine.io/?EIO=4&transport=polling");

    EXPECT_THAT(answer.body, ::testing::HasSubstr(R"("upgrades":[])"));
    EXPECT_FALSE(world.upgrade(world.told().session->id()));
}

TEST_F(EngineHandshake, LetsTheApplicationSpeakInTheSameAnswer) {
    world_.application.on_open = [](Session& session) { session.send(support::text_frame("hi")); };

    const auto answer = world_.answer("/engine.io/?EIO=4&transport=polling");

    EXPECT_THAT(
        answer.body,
        ::testing::EndsWith("}\x1E"
                            "4hi")
    );
}

TEST_F(EngineHandshake, MayBeRefusedByTheApplicationWhileItOpens) {
    world_.application.on_open = [](Session& session) { session.close(CloseReason::forced_close); };

    const auto answer = world_.answer("/engine.io/?EIO=4&transport=polling");

    EXPECT_THAT(
        answer.body,
        ::testing::EndsWith("}\x1E"
                            "1")
    );
    EXPECT_THAT(world_.told().closed, ElementsAre(CloseReason::forced_close));
    EXPECT_EQ(world_.server->sessions(), 0U);
}

struct Refused {
    const char* method;
    const char* target;
    unsigned status;
    const char* body;
};

constexpr auto transport_unknown = R"({"code":0,"message":"Transport unknown"})";
constexpr auto session_unknown = R"({"code":1,"message":"Session ID unknown"})";
constexpr auto bad_method = R"({"code":2,"message":"Bad handshake method"})";
constexpr auto bad_request = R"({"code":3,"message":"Bad request"})";
constexpr auto unsupported = R"({"code":5,"message":"Unsupported protocol version"})";

TEST_F(EngineHandshake, RefusesARequestThatIsNone) {
    for (const auto& [method, target, status, body] : {
             Refused{"GET", "/engine.io/?transport=polling", 400, unsupported},
             Refused{"GET", "/engine.io/?EIO=3&transport=polling", 400, unsupported},
             Refused{"GET", "/engine.io/?EIO=abc&transport=polling", 400, unsupported},
             Refused{"GET", "/engine.io/?EIO=4", 400, transport_unknown},
             Refused{"GET", "/engine.io/", 400, transport_unknown},
             Refused{"GET", "/engine.io/?EIO=4&transport=abc", 400, transport_unknown},
             Refused{"GET", "/engine.io/?EIO=4&transport=websocket", 400, bad_request},
             Refused{"GET", "/engine.io/?EIO=4&transport=polling&sid=x", 400, session_unknown},
             Refused{"POST", "/engine.io/?EIO=4&transport=polling", 400, bad_method},
             Refused{"POST", "/engine.io/?EIO=4&transport=polling&sid=x", 400, session_unknown},
             Refused{"POST", "/engine.io/?transport=polling", 400, unsupported},
             Refused{"PUT", "/engine.io/?EIO=4&transport=polling", 400, bad_method},
             Refused{"DELETE", "/engine.io/?EIO=4&transport=polling&sid=x", 400, session_unknown},
         }) {
        SCOPED_TRACE(std::string(method) + " " + target);
        const auto request = world_.request(method, target);
        const auto answer = request.method == "GET" ? world_.answer(target)
                            : request.method == "POST"
                                ? world_.server->admit_post(request, 1).error()
                                : world_.server->other(request);
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.body, body);
        EXPECT_THAT(answer.headers, Contains(Pair("Content-Type", "application/json")));
    }
    EXPECT_THAT(world_.application.told, IsEmpty());
}

TEST_F(EngineHandshake, RefusesAWebsocketThatIsNone) {
    for (const auto& [target, body] : {
             std::pair{"/engine.io/?transport=websocket", unsupported},
             std::pair{"/engine.io/?EIO=3&transport=websocket", unsupported},
             std::pair{"/engine.io/?EIO=4", transport_unknown},
             std::pair{"/engine.io/?EIO=4&transport=abc", transport_unknown},
             std::pair{"/engine.io/?EIO=4&transport=polling", bad_request},
             std::pair{"/engine.io/?EIO=4&transport=websocket&sid=x", session_unknown},
         }) {
        SCOPED_TRACE(target);
        const auto link = world_.server->connect(world_.request("GET", target), world_.waker);
        ASSERT_FALSE(link);
        EXPECT_EQ(link.error().status, 400U);
        EXPECT_EQ(link.error().body, body);
    }
    EXPECT_THAT(world_.application.told, IsEmpty());
}

TEST_F(EngineHandshake, NamesEachSessionWithTwentyCharactersOfItsOwn) {
    const auto first = world_.open();
    const auto second = world_.open();

    EXPECT_EQ(first.size(), 20U);
    EXPECT_NE(first, second);
}

TEST_F(EngineHandshake, KnowsNoSessionByAGuess) {
    const auto sid = world_.open();
    auto changed = sid;
    changed[0] = changed[0] == 'A' ? 'B' : 'A';

    for (const auto& guess : {changed, sid.substr(0, 19), sid + "A", sid + "%00"}) {
        SCOPED_TRACE(guess);
        EXPECT_EQ(world_.poll_status(guess), 400U);
    }
    EXPECT_EQ(world_.server->sessions(), 1U);
}

TEST_F(EngineHandshake, IsKeptForTheApplication) {
    world_.headers.emplace_back("authorization", "Bearer abc");

    world_.answer("/engine.io/?EIO=4&transport=polling&name=A%20B");

    const auto& kept = world_.told().session->handshake();
    EXPECT_EQ(kept.query("name"), "A B");
    EXPECT_EQ(kept.header("authorization"), "Bearer abc");
    EXPECT_EQ(kept.peer, "192.0.2.1");
}

TEST_F(EngineHandshake, IsRefusedPastAllSessionsAndPastThoseOfAPeer) {
    auto settings = support::quick_settings();
    settings.sessions_max = 3;
    settings.sessions_per_peer_max = 2;
    EngineWorld world(settings);
    world.open();
    world.open();

    EXPECT_EQ(world.answer(EngineWorld::target("polling")).status, 503U);
    EXPECT_EQ(world.upgrade("").error().status, 503U);
    world.peer = "192.0.2.2";
    world.open();
    world.peer = "192.0.2.3";
    EXPECT_EQ(world.answer(EngineWorld::target("polling")).status, 503U);
    EXPECT_EQ(world.application.told.size(), 3U);
}

TEST_F(EngineHandshake, CountsTheAddressesOfOnePersonTogether) {
    auto settings = support::quick_settings();
    settings.sessions_per_peer_max = 2;
    EngineWorld world(settings);
    world.peer = "2001:db8:1:2::1";
    world.open();
    world.peer = "2001:db8:1:2::2";
    const auto sid = world.open();

    world.peer = "2001:db8:1:2::3";
    EXPECT_EQ(world.answer(EngineWorld::target("polling")).status, 503U);
    world.peer = "2001:db8:1:3::1";
    EXPECT_EQ(world.answer(EngineWorld::target("polling")).status, 200U);
    world.post(sid, "1");
    world.peer = "2001:db8:1:2::3";
    EXPECT_EQ(world.answer(EngineWorld::target("polling")).status, 200U);
}

TEST_F(EngineHandshake, HasRoomAgainWhenASessionOfThePeerEnded) {
    auto settings = support::quick_settings();
    settings.sessions_per_peer_max = 1;
    EngineWorld world(settings);
    const auto sid = world.open();
    world.post(sid, "1");

    EXPECT_EQ(world.answer(EngineWorld::target("polling")).status, 200U);
}

TEST_F(EngineHandshake, HasARateOfEachPeerOverEveryTransport) {
    auto settings = support::quick_settings();
    settings.handshakes = {.per_second = 1, .burst = 2};
    EngineWorld world(settings);
    world.peer = "2001:db8:1:2::1";
    world.post(world.open(), "1");
    const auto link = world.upgrade("");
    ASSERT_TRUE(link.has_value());

    world.peer = "2001:db8:1:2::2";
    const auto refused = world.answer(EngineWorld::target("polling"));
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(refused.body, R"({"code":3,"message":"Too many requests; wait a second."})");
    EXPECT_THAT(refused.headers, Contains(Pair("Retry-After", "1")));
    EXPECT_EQ(world.upgrade("").error().status, 429U);
    world.peer = "2001:db8:1:3::1";
    EXPECT_EQ(world.answer(EngineWorld::target("polling")).status, 200U);
    world.peer = "2001:db8:1:2::2";
    world.loop.pass(Milliseconds{1'000});
    EXPECT_EQ(world.answer(EngineWorld::target("polling")).status, 200U);
}

TEST_F(EngineHandshake, CountsNoRequestOfAnOpenSession) {
    auto settings = support::quick_settings();
    settings.handshakes = {.per_second = 1, .burst = 1};
    EngineWorld world(settings);
    world.application.on_message = support::echo;
    const auto sid = world.open();

    for (int sent = 0; sent < 10; ++sent) {
        EXPECT_EQ(world.post(sid, "4a").status, 200U);
        EXPECT_EQ(body_of(world.poll(sid)), "4a");
    }
    EXPECT_TRUE(world.upgrade(sid).has_value());
}

TEST_F(EngineHandshake, IsForbiddenToPagesOfOtherOriginsOverEveryTransport) {
    auto settings = support::quick_settings();
    settings.origins = {"https://app.example.org"};
    EngineWorld world(settings);
    const auto sid = world.open();
    world.headers.emplace_back("origin", "https://evil.example");
    constexpr auto forbidden = R"({"code":4,"message":"Forbidden"})";

    EXPECT_EQ(world.answer(EngineWorld::target("polling")).body, forbidden);
    EXPECT_EQ(world.answer(EngineWorld::target("polling", sid)).status, 403U);
    EXPECT_EQ(world.post(sid, "4a").status, 403U);
    EXPECT_EQ(world.upgrade("").error().status, 403U);
    EXPECT_EQ(world.server->other(world.request("OPTIONS", "/engine.io/")).status, 403U);
    EXPECT_EQ(world.server->sessions(), 1U);
}

TEST_F(EngineHandshake, TellsTheBrowserOfAListedPageThatItMayRead) {
    auto settings = support::quick_settings();
    settings.origins = {"https://app.example.org"};
    EngineWorld world(settings);
    world.headers.emplace_back("origin", "https://app.example.org");
    const auto sid = world.open();
    const auto allowed = Contains(Pair("Access-Control-Allow-Origin", "https://app.example.org"));

    EXPECT_THAT(world.answer(EngineWorld::target("polling")).headers, allowed);
    EXPECT_THAT(world.answer(EngineWorld::target("polling", "x")).headers, allowed);
    EXPECT_THAT(world.post(sid, "4a").headers, allowed);
    EXPECT_THAT(world.post("x", "4a").headers, allowed);
    const auto preflight = world.server->other(world.request("OPTIONS", "/engine.io/"));
    EXPECT_EQ(preflight.status, 204U);
    EXPECT_THAT(preflight.headers, allowed);
    EXPECT_THAT(preflight.headers, Contains(Key("Access-Control-Max-Age")));
}

TEST_F(EngineHandshake, WithEveryOriginGivesNoCredentials) {
    world_.headers.emplace_back("origin", "https://anywhere.example");

    const auto answer = world_.answer(EngineWorld::target("polling"));

    EXPECT_THAT(answer.headers, Contains(Pair("Access-Control-Allow-Origin", "*")));
    EXPECT_THAT(answer.headers, Not(Contains(Key("Access-Control-Allow-Credentials"))));
}

TEST_F(EngineHandshake, IsRefusedOnceTheServerStops) {
    world_.server->shut_down();

    EXPECT_EQ(world_.answer(EngineWorld::target("polling")).status, 503U);
    EXPECT_EQ(world_.upgrade("").error().status, 503U);
    EXPECT_EQ(world_.post("x", "4a").status, 503U);
}

}  // namespace
}  // namespace rollcall::live::engine_io
