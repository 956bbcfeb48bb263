#include "live/jobs/doorman.hpp"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "base/log.hpp"
#include "base/rate_limit.hpp"
#include "live/jobs/job_rooms.hpp"
#include "tests/support/fake_sockets.hpp"
#include "tests/support/live_world.hpp"

namespace rollcall::live::jobs {
namespace {

namespace json = boost::json;
using support::FakeSocket;

class DoormanOfSockets : public testing::Test {
protected:
    std::string
    token(std::chrono::seconds time = std::chrono::hours(12), std::string user = "joburg") const {
        const access::Principal who{
            .user_id = user,
            .email = user + "@example.org",
            .role = access::Role::municipality_admin,
            .province_code = "GP",
            .municipality_code = "JHB"};
        return access::issue_token(who, rules, world.loop.clock().now(), time);
    }

    // What somebody at the address hears who shows this token; empty: they came in.
    std::string show(const std::string& token, const std::string& peer = "192.0.2.1") {
        auto& socket = space.add();
        socket.shake.peer = peer;
        socket.credentials = {{"token", token}};
        return connect(socket);
    }
    void spend_patience() {
        for (const auto* bad : {"bad", "worse", "worst"})
            EXPECT_EQ(show(bad), "Invalid authentication token");
    }

    // Empty: it came in.
    std::string connect(FakeSocket& socket) {
        std::string refused = "no answer";
        doorman.connect(socket, [&](auto admitted) {
            if (admitted) {
                socket.listener = std::move(*admitted);
                refused.clear();
            } else {
                refused = admitted.error().message;
                refusal_data = admitted.error().data;
            }
        });
        return refused;
    }

    support::LiveWorld world;
    access::TokenRules rules{
        .secret = std::string(32, 's'),
        .issuer = "",
        .audience = "",
        .leeway = std::chrono::seconds(60)};
    access::Gate gate{rules};
    RateLimit requests{{.per_second = 1, .burst = 3}};
    Guests guests{gate, world.loop};
    support::FakeNamespace space;
    SubscriberSettings settings;
    QueueRooms queue{{}, {world.services, world.errands, world.loop, space}};
    Doorman doorman{{settings, world.feed, queue, world.loop, guests}, requests};
    std::optional<json::object> refusal_data;
};

TEST_F(DoormanOfSockets, TakesTheTokenWhereverClientsPutIt) {
    struct Case {
        std::string name;
        json::object auth;
        std::string header;
    };
    for (const auto& [name, auth, header] : std::vector<Case>{
             {"auth", {{"token", token()}}, ""},
             {"auth with its scheme", {{"token", "Bearer " + token()}}, ""},
             {"the header", {}, "Bearer " + token()},
             {"the header in another case", {}, "bearer  " + token()},
             {"the header, and an empty auth", {{"token", ""}}, "Bearer " + token()},
             {"auth before the header", {{"token", token()}}, "Bearer nonsense"},
         }) {
        SCOPED_TRACE(name);
        auto& socket = space.add();
        socket.credentials = auth;
        if (!header.empty()) socket.shake.headers.emplace_back("authorization", header);

        EXPECT_EQ(connect(socket), "");
        ASSERT_NE(socket.listener, nullptr);
        socket.listener->connected();
        EXPECT_TRUE(socket.rooms().contains(room_of_user("joburg")));
    }
}

TEST_F(DoormanOfSockets, RefusesWhoShowsNoToken) {
    for (const auto& auth :
         {json::object{}, json::object{{"token", nullptr}}, json::object{{"token", 7}}}) {
        SCOPED_TRACE(json::serialize(auth));
        auto& socket = space.add();
        socket.credentials = auth;

        EXPECT_EQ(connect(socket), "Authentication token required");
        EXPECT_FALSE(refusal_data.has_value());
    }
}

TEST_F(DoormanOfSockets, RefusesABadTokenWithItsCode) {
    const auto expired = token(std::chrono::seconds(10));
    world.loop.pass(std::chrono::seconds(71));
    for (const auto& bad : {std::string("nonsense"), expired}) {
        SCOPED_TRACE(bad);
        auto& socket = space.add();
        socket.credentials = {{"token", bad}};

        EXPECT_EQ(connect(socket), "Invalid authentication token");
        ASSERT_TRUE(refusal_data.has_value());
        EXPECT_EQ(refusal_data->at("code").as_string(), "AUTHENTICATION_ERROR");
    }
}

constexpr auto slow_down = "Too many requests; wait a second.";

// What costs is the signature: it is not looked at for an address that has shown too many bad ones.
TEST_F(DoormanOfSockets, VerifiesNoNewTokenOfAnAddressThatShowedTooManyBadOnes) {
    spend_patience();

    EXPECT_EQ(show(token()), slow_down);
    EXPECT_EQ(refusal_data->at("code").as_string(), "RATE_LIMIT_EXCEEDED");
    EXPECT_EQ(show(""), slow_down);
    EXPECT_EQ(gate.known(), 0U);
    EXPECT_EQ(show(token(), "192.0.2.2"), "") << "others do not wait";
    world.loop.pass(std::chrono::seconds(1));
    EXPECT_EQ(show(token(std::chrono::hours(12), "durban")), "");
}

TEST_F(DoormanOfSockets, LetsAKnownTokenInWhateverItsAddressShowed) {
    ASSERT_EQ(show(token()), "");
    spend_patience();

    EXPECT_EQ(show(token()), "");
}

TEST_F(DoormanOfSockets, HasNoPatienceWithAKnownTokenThatHasEnded) {
    const auto expired = token(std::chrono::seconds(10));
    ASSERT_EQ(show(expired), "");
    world.loop.pass(std::chrono::seconds(71));
    spend_patience();

    EXPECT_EQ(show(expired), slow_down);
}

TEST_F(DoormanOfSockets, TakesNothingForGoodTokens) {
    for (const auto* user : {"joburg", "durban", "cape", "east"})
        EXPECT_EQ(show(token(std::chrono::hours(12), user)), "");
    spend_patience();
}

TEST_F(DoormanOfSockets, SharesItsPatienceWithTheApi) {
    const auto now = world.loop.clock().steady();
    for (int asked = 0; asked < 3; ++asked)
        ASSERT_TRUE(requests.take(stranger_at("192.0.2.1"), now));

    EXPECT_EQ(show("bad"), slow_down);
}

TEST_F(DoormanOfSockets, LogsARefusalOnlyWhileItHasPatience) {
    log::start(log::Level::info, false);
    testing::internal::CaptureStderr();
    spend_patience();
    for (int shown = 0; shown < 100; ++shown)
        show("bad");
    const auto logged = testing::internal::GetCapturedStderr();
    log::start(log::Level::warning, false);

    EXPECT_EQ(std::ranges::count(logged, '\n'), 3) << logged;
}

TEST_F(DoormanOfSockets, EndsASocketWithItsToken) {
    auto& socket = space.add();
    socket.credentials = {{"token", token(std::chrono::hours(1))}};
    connect(socket);
    socket.listener->connected();
    world.loop.pass(std::chrono::hours(1) + std::chrono::seconds(59));
    EXPECT_FALSE(socket.disconnected);
    world.loop.pass(std::chrono::seconds(2));

    EXPECT_TRUE(socket.disconnected);
}

}  // namespace
}  // namespace rollcall::live::jobs
