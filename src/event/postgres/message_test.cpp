#include "event/postgres/message.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <variant>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "event/bus.hpp"

namespace rollcall::event::postgres {
namespace {

JobId some_job() {
    return *JobId::parse("job-1767225600123-004211337700");
}

TEST(NodeMessage, EveryKindOfEventComesBackAsItWas) {
    const auto payloads = encode(
        {"node:1:ab",
         {JobQueued{some_job()},
          JobChanged{some_job(), "completed"},
          JobProgressed{some_job()},
          CancelRequested{some_job()},
          Missed{}}}
    );

    ASSERT_EQ(payloads.size(), 1U);
    const auto message = decode(payloads.front());
    ASSERT_TRUE(message.has_value());
    EXPECT_EQ(message->node, "node:1:ab");
    ASSERT_EQ(message->events.size(), 5U);
    EXPECT_EQ(std::get<JobQueued>(message->events[0]).job, some_job());
    EXPECT_EQ(std::get<JobChanged>(message->events[1]).job, some_job());
    EXPECT_EQ(std::get<JobChanged>(message->events[1]).state, "completed");
    EXPECT_EQ(std::get<JobProgressed>(message->events[2]).job, some_job());
    EXPECT_EQ(std::get<CancelRequested>(message->events[3]).job, some_job());
    EXPECT_TRUE(std::holds_alternative<Missed>(message->events[4]));
}

TEST(NodeMessage, ManyEventsAreSeveralPayloadsOfLessThan8000Bytes) {
    Message message{"node", {}};
    for (int i = 0; i < 500; ++i)
        message.events.emplace_back(JobProgressed{JobId::make(Instant{})});

    std::size_t events = 0;
    for (const auto& payload : encode(message)) {
        EXPECT_LT(payload.size(), 8'000U);
        events += decode(payload)->events.size();
    }

    EXPECT_EQ(events, 500U);
}

TEST(NodeMessage, WhatNoNodeOfThisVersionWroteIsNone) {
    const auto job = some_job().text();
    for (const std::string& payload : std::initializer_list<std::string>{
             "",
             "rollcall 1 ",
             "rollcall 1",
             "rollcall 2 node\nqueued " + job,
             "queued " + job,
             "rollcall 1 node\nfinished " + job,
             "rollcall 1 node\nqueued job-1",
             "rollcall 1 node\nqueued " + job + " more",
             "rollcall 1 node\nchanged " + job,
             "rollcall 1 node\nchanged " + job + " DROP TABLE",
             "rollcall 1 node\n\nmissed",
             "rollcall 1 node\n\xff\xfe",
         }) {
        SCOPED_TRACE(payload);
        EXPECT_FALSE(decode(payload).has_value());
    }
}

}  // namespace
}  // namespace rollcall::event::postgres
