#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"
#include "tests/support/fake_session.hpp"
#include "tests/support/socket_world.hpp"

namespace rollcall::live::socket_io {
namespace {

using engine_io::CloseReason;
using support::arguments;
using support::RecordingHandler;
using support::SocketWorld;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Answers as the protocol's test server must.
void echo(Socket& socket, RecordingHandler::Event& event) {
    if (event.name == "message") socket.emit("message-back", event.arguments);
    if (event.name == "message-with-ack") event.ack(event.arguments);
}

TEST(SocketIoEvents, ComeWithTheirNameAndArguments) {
    SocketWorld world;
    const auto session = world.join();

    session->receive(R"(2["subscribe",{"job_id":"job-1"},7])");

    ASSERT_THAT(world.handler.events, SizeIs(1));
    EXPECT_EQ(world.handler.events[0].name, "subscribe");
    EXPECT_EQ(
        boost::json::serialize(world.handler.events[0].arguments.values),
        R"([{"job_id":"job-1"},7])"
    );
    EXPECT_FALSE(world.handler.events[0].ack);
}

TEST(SocketIoEvents, MayBeNamedByANumber) {
    SocketWorld world;
    const auto session = world.join();

    session->receive("2[1,\"x\"]");

    ASSERT_THAT(world.handler.events, SizeIs(1));
    EXPECT_EQ(world.handler.events[0].name, "1");
}

TEST(SocketIoEvents, AreEchoedByteForByte) {
    const std::pair<const char*, const char*> echoes[] = {
        {R"(2["message"])", R"(42["message-back"])"},
        {R"(2["message",1,"2",{"3":[false]}])", R"(42["message-back",1,"2",{"3":[false]}])"},
        {R"(2["message","ünïcödé 漢字 🎉"])", R"(42["message-back","ünïcödé 漢字 🎉"])"},
        {R"(2["message","a\"b\\c\n"])", R"(42["message-back","a\"b\\c\n"])"},
        {R"(2["message",null,true,[],{}])", R"(42["message-back",null,true,[],{}])"},
        {R"(2["message",-9007199254740993])", R"(42["message-back",-9007199254740993])"},
        {R"(2["message",18446744073709551615])", R"(42["message-back",18446744073709551615])"},
        {R"(21["message-with-ack",1,"2",{"3":[false]}])", R"(431[1,"2",{"3":[false]}])"},
        {R"(2456["message-with-ack"])", R"(43456[])"},
        {R"(20["message-with-ack","x"])", R"(430["x"])"},
    };
    for (const auto& [sent, answer] : echoes) {
        SCOPED_TRACE(sent);
        SocketWorld world;
        world.handler.on_event = echo;
        const auto session = world.join();

        session->receive(sent);

        EXPECT_THAT(session->take(), ElementsAre(answer));
    }
}

TEST(SocketIoEvents, CarryBinaryBothWays) {
    SocketWorld world;
    world.handler.on_event = echo;
    const auto session = world.join();

    session->receive(R"(52-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])"
    );
    EXPECT_THAT(session->take(), IsEmpty());
    session->receive_binary(std::string("\x01\x00\x02", 3));
    session->receive_binary("second");

    EXPECT_THAT(
        session->take(),
        ElementsAre(
            R"(452-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])",
            std::string("\x01\x00\x02", 3),
            "second"
        )
    );
}

TEST(SocketIoEvents, AreAcknowledgedInBinary) {
    SocketWorld world;
    world.custom_handler.on_event = echo;
    const auto session = world.join("0/custom,");

    session->receive(R"(51-/custom,789["message-with-ack",{"_placeholder":true,"num":0}])");
    session->receive_binary("bytes");

    EXPECT_THAT(
        session->take(), ElementsAre(R"(461-/custom,789[{"_placeholder":true,"num":0}])", "bytes")
    );
}

TEST(SocketIoEvents, AreOnlyAcknowledgedOnce) {
    SocketWorld world;
    const auto session = world.join();
    session->receive(R"(25["question"])");
    auto& ack = world.handler.events[0].ack;

    ack(arguments("[1]"));
    ack(arguments("[2]"));

    EXPECT_THAT(session->take(), ElementsAre("435[1]"));
}

TEST(SocketIoEvents, AnAckAfterTheSocketWentDoesNothing) {
    SocketWorld world;
    auto session = world.join();
    session->receive(R"(25["question"])");
    session->receive(R"(26["question"])");
    session->receive("1");
    world.handler.events[0].ack({});
    EXPECT_THAT(session->take(), IsEmpty());

    session.reset();
    world.loop.pass(Milliseconds{0});
    world.handler.events[1].ack({});

    EXPECT_EQ(world.handler.listeners, 0);
}

TEST(SocketIoEvents, AnUnfinishedBinaryPacketMayNotStayOpen) {
    SocketWorld world;
    const auto session = world.join();
    session->receive(R"(52-["m",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])");
    world.loop.pass(Milliseconds{20'000});
    session->receive_binary("first");

    world.loop.pass(Milliseconds{9'999});
    EXPECT_FALSE(session->is_closed());
    world.loop.pass(Milliseconds{1});
    EXPECT_TRUE(session->is_closed());
}

TEST(SocketIoEvents, AFinishedBinaryPacketLeavesNoDeadline) {
    SocketWorld world;
    const auto session = world.join();
    session->receive(R"(51-["m",{"_placeholder":true,"num":0}])");
    session->receive_binary("first");

    world.loop.pass(Milliseconds{60'000});

    EXPECT_FALSE(session->is_closed());
}

TEST(SocketIoEvents, AMalformedPacketClosesWithParseError) {
    SocketWorld world;
    const auto session = world.join();

    session->receive("2{}");

    EXPECT_EQ(session->close_reason(), CloseReason::parse_error);
    EXPECT_THAT(world.handler.reasons, ElementsAre("parse error"));
}

class SocketIoQuestions : public ::testing::Test {
protected:
    void ask() {
        world_.handler.sockets[0]->emit_and_wait(
            "question",
            arguments("[5]"),
            Milliseconds{1'000},
            [this](std::optional<Arguments> answer) {
                answers_.push_back(answer ? boost::json::serialize(answer->values) : "none");
            }
        );
    }

    SocketWorld world_;
    std::unique_ptr<support::FakeSession> session_ = world_.join();
    std::vector<std::string> answers_;
};

TEST_F(SocketIoQuestions, HearTheClientsAcknowledgement) {
    ask();
    ask();
    EXPECT_THAT(session_->take(), ElementsAre(R"(420["question",5])", R"(421["question",5])"));

    session_->receive(R"(31["second"])");
    session_->receive(R"(30[{"first":true}])");

    EXPECT_THAT(answers_, ElementsAre(R"(["second"])", R"([{"first":true}])"));
}

TEST_F(SocketIoQuestions, HearABinaryAcknowledgement) {
    std::optional<Arguments> answer;
    world_.handler.sockets[0]->emit_and_wait("question", {}, Milliseconds{1'000}, [&](auto given) {
        answer = std::move(given);
    });

    session_->receive(R"(61-0[{"_placeholder":true,"num":0}])");
    session_->receive_binary("bytes");

    ASSERT_TRUE(answer);
    EXPECT_THAT(answer->attachments, ElementsAre("bytes"));
}

TEST_F(SocketIoQuestions, HearNothingWhenNoAnswerCameInTime) {
    ask();

    world_.loop.pass(Milliseconds{999});
    EXPECT_THAT(answers_, IsEmpty());
    world_.loop.pass(Milliseconds{1});
    EXPECT_THAT(answers_, ElementsAre("none"));
}

TEST_F(SocketIoQuestions, AreAnsweredOnceWhateverComesLater) {
    ask();
    session_->receive("30[1]");
    session_->receive("30[2]");
    world_.loop.pass(Milliseconds{5'000});

    EXPECT_THAT(answers_, ElementsAre("[1]"));
    EXPECT_FALSE(session_->is_closed());
}

TEST_F(SocketIoQuestions, HearNothingWhenTheSocketGoesOrIsGone) {
    ask();
    auto* const socket = world_.handler.sockets[0];
    session_->receive("1");
    EXPECT_THAT(answers_, ElementsAre("none"));

    socket->emit_and_wait("late", {}, Milliseconds{1}, [this](std::optional<Arguments> answer) {
        answers_.emplace_back(answer ? "some" : "late none");
    });

    EXPECT_THAT(answers_, ElementsAre("none", "late none"));
}

}  // namespace
}  // namespace rollcall::live::socket_io
