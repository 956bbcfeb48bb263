// Clients that are slow, deaf or too many.
#include <string>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "net/server.hpp"
#include "tests/support/server_world.hpp"

namespace rollcall::net {
namespace {

using tests::form_type;
using tests::get;
using tests::post;
using tests::quick_settings;
using tests::ServerTest;

TEST_F(ServerTest, EndsAnIdleConnectionWithoutAWord) {
    auto settings = quick_settings();
    settings.deadlines.idle = Milliseconds(1);
    start(settings);
    auto raw = client();

    EXPECT_TRUE(raw.is_ended());
}

TEST_F(ServerTest, RefusesAHeadThatComesTooSlowly) {
    auto settings = quick_settings();
    settings.deadlines.header = Milliseconds(1);
    start(settings);
    auto raw = client();

    raw.send("GET /hello HTTP/1.1\r\n");

    EXPECT_EQ(raw.read_answer().status, 408U);
}

TEST_F(ServerTest, RefusesABodyThatComesTooSlowly) {
    auto settings = quick_settings();
    settings.deadlines.grace = Milliseconds(1);
    start(settings);
    auto raw = client();

    raw.send(post("/upload", std::string(form_type) + "Content-Length: 1000\r\n", "--X\r\n"));

    EXPECT_EQ(raw.read_answer().status, 408U);
    EXPECT_EQ(api.spool.open_intakes(), 0);
}

TEST_F(ServerTest, CutsAClientThatDoesNotReadItsAnswers) {
    auto settings = quick_settings();
    settings.deadlines.grace = Milliseconds(1);
    settings.deadlines.stop = Milliseconds(600'000);
    start(settings);
    auto raw = client();

    // More answers than the kernel's buffers hold.
    for (int i = 0; i < 100; ++i)
        raw.send(get("/file"));

    // Ends long before its own deadline, since nobody is left to wait for.
    server->stop();
    SUCCEED();
}

TEST_F(ServerTest, TurnsAwayWhoeverComesWhenItIsFull) {
    auto settings = quick_settings();
    settings.connections_max = 1;
    start(settings);
    auto first = client();
    first.send(get("/hello"));
    EXPECT_EQ(first.read_answer().status, 200U);

    auto second = client();

    EXPECT_EQ(second.read_answer().status, 503U);
    EXPECT_TRUE(second.is_ended());
    first.send(get("/hello"));
    EXPECT_EQ(first.read_answer().status, 200U);
}

}  // namespace
}  // namespace rollcall::net
