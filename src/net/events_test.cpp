#include <future>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "net/server.hpp"
#include "tests/support/fake_front.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/small_api.hpp"

namespace rollcall::net {
namespace {

using tests::RawClient;

constexpr std::string_view request = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";

class EventsTest : public testing::Test {
protected:
    void start(bool with_front = true) {
        settings.hosts = {"127.0.0.1"};
        settings.port = 0;
        server.emplace(settings, api);
        ASSERT_TRUE(server->start(with_front ? &front : nullptr));
    }
    void tell(std::string_view text, bool is_last = false) {
        server->loop().post([this, text, is_last] { front.tell(text, is_last); });
    }

    tests::FakeFront front;
    const tests::SmallApi api;
    ServerSettings settings;
    std::optional<Server> server;
};

TEST_F(EventsTest, WritesEventsAsTheyComeAndGoesOnBehindThem) {
    start();
    RawClient raw(server->port());
    raw.send(request);

    const auto head = raw.read_answer();
    EXPECT_EQ(head.status, 200U);
    EXPECT_EQ(head.header("content-type"), "text/event-stream");
    EXPECT_EQ(head.header("cache-control"), "no-store");
    EXPECT_EQ(head.header("transfer-encoding"), "chunked");
    EXPECT_EQ(head.header("content-length"), "");
    front.streams.wait_for(1);
    tell("data: 1\n\n");
    EXPECT_EQ(raw.read_bytes(14), "9\r\ndata: 1\n\n\r\n");
    tell("data: 234567890\n\n", true);
    EXPECT_EQ(raw.read_bytes(23), "11\r\ndata: 234567890\n\n\r\n");
    EXPECT_EQ(raw.read_bytes(5), "0\r\n\r\n");
    front.streams.wait_for(0);

    raw.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(raw.read_answer().body, "hello");
}

TEST_F(EventsTest, HoldsNoStreamForWhoAsksOnlyForTheHead) {
    start();
    RawClient raw(server->port());
    raw.send("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\n");

    EXPECT_EQ(raw.read_answer(false).status, 200U);
    front.streams.wait_for(0);
    raw.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(raw.read_answer().body, "hello");
}

TEST_F(EventsTest, SaysThatItIsStillThere) {
    settings.events_keep_alive = Milliseconds(1);
    start();
    RawClient raw(server->port());
    raw.send(request);
    raw.read_answer();

    EXPECT_EQ(raw.read_bytes(38), "e\r\n: keep-alive\n\n\r\ne\r\n: keep-alive\n\n\r\n");
}

TEST_F(EventsTest, TakesWhatIsPipelinedForNoEnd) {
    start();
    RawClient raw(server->port());
    raw.send(std::string(request) + "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    raw.read_answer();
    front.streams.wait_for(1);

    tell("data: 1\n\n", true);

    EXPECT_EQ(raw.read_bytes(19), "9\r\ndata: 1\n\n\r\n0\r\n\r\n");
    EXPECT_EQ(raw.read_answer().body, "hello");
}

TEST_F(EventsTest, EndsTheStreamOfAClientThatIsGone) {
    start();
    RawClient raw(server->port());
    raw.send(request);
    raw.read_answer();
    front.streams.wait_for(1);

    raw.end_sending();

    front.streams.wait_for(0);
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(EventsTest, FramesNothingForHttp10AndClosesBehind) {
    start();
    RawClient raw(server->port());
    raw.send("GET /events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");

    const auto head = raw.read_answer();
    EXPECT_EQ(head.header("transfer-encoding"), "");
    EXPECT_EQ(head.header("connection"), "close");
    front.streams.wait_for(1);
    tell("data: 1\n\n", true);

    EXPECT_EQ(raw.read_bytes(9), "data: 1\n\n");
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(EventsTest, EndsWholeWhenTheServerStops) {
    start();
    RawClient raw(server->port());
    raw.send(request);
    raw.read_answer();
    front.streams.wait_for(1);

    server->stop();

    EXPECT_EQ(raw.read_bytes(5), "0\r\n\r\n");
    EXPECT_TRUE(raw.is_ended());
}

TEST_F(EventsTest, RefusesWhatTheFrontDoesNotTake) {
    front.is_full = true;
    start();
    RawClient raw(server->port());

    raw.send(request);

    EXPECT_EQ(raw.read_answer().status, 503U);
    raw.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(raw.read_answer().body, "hello");
}

TEST_F(EventsTest, RefusesWhereNothingIsTold) {
    start(false);
    RawClient raw(server->port());

    raw.send(request);

    EXPECT_EQ(raw.read_answer().status, 503U);
}

}  // namespace
}  // namespace rollcall::net
