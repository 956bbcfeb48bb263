#include "live/redis/intake.hpp"

#include <string>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "live/redis/broadcast.hpp"
#include "tests/support/heard_namespace.hpp"
#include "tests/support/manual_loop.hpp"

namespace rollcall::live::redis {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Broadcast news(std::string event = "news") {
    Broadcast broadcast;
    broadcast.sender = "emitter";
    broadcast.event = std::move(event);
    broadcast.arguments.values = {1};
    broadcast.audience = {.rooms = {"queue", "user:7"}, .except = {"deaf"}};
    return broadcast;
}

struct World {
    explicit World(const IntakeSettings& settings = {}) : intake(settings, loop, loop.clock()) {
        intake.attach(local);
    }

    void hear(const Broadcast& broadcast) { intake.hear(encode(broadcast)); }

    support::ManualLoop loop;
    support::HeardNamespace local;
    Intake intake;
};

TEST(Intake, TellsOurSocketsWhatOthersTell) {
    World world;
    auto told = news();
    told.is_volatile = true;

    world.hear(told);
    EXPECT_THAT(world.local.emitted, IsEmpty()) << "not on the thread that listens";
    world.loop.run();

    ASSERT_THAT(world.local.emitted, SizeIs(1));
    const auto& [audience, event, arguments, options] = world.local.emitted.front();
    EXPECT_THAT(audience.rooms, ElementsAre("queue", "user:7"));
    EXPECT_THAT(audience.except, ElementsAre("deaf"));
    EXPECT_EQ(event, "news");
    EXPECT_EQ(arguments.values, told.arguments.values);
    EXPECT_TRUE(options.is_volatile);
}

TEST(Intake, OurOwnNodesAreNotHeard) {
    World world;
    auto told = news();
    told.sender = "rollcall-host:1:abcd";

    world.hear(told);
    world.loop.run();

    EXPECT_THAT(world.local.emitted, IsEmpty());
    EXPECT_EQ(world.intake.malformed(), 0U);
}

TEST(Intake, WhatIsForOtherSocketsIsNotForOurs) {
    World world;
    auto elsewhere = news();
    elsewhere.name_space = "/custom";
    auto of_their_own = news();
    of_their_own.is_local = true;

    world.hear(elsewhere);
    world.hear(of_their_own);
    world.loop.run();

    EXPECT_THAT(world.local.emitted, IsEmpty());
}

TEST(Intake, WhatIsMalformedOrTooLargeIsCounted) {
    IntakeSettings settings;
    settings.message_bytes_max = 100;
    World world(settings);
    auto large = news();
    large.arguments.values = {std::string(100, 'x')};

    world.intake.hear("\xc1");
    world.intake.hear("");
    world.hear(large);
    world.hear(news());
    world.loop.run();

    EXPECT_EQ(world.intake.malformed(), 3U);
    EXPECT_THAT(world.local.events(), ElementsAre("news"));
}

TEST(Intake, OnlySoManyComeInASecond) {
    IntakeSettings settings;
    settings.messages = {.per_second = 10, .burst = 2};
    World world(settings);
    auto of_our_own = news("own");
    of_our_own.sender = "rollcall-host:1:abcd";

    for (int told = 0; told < 100; ++told)
        world.hear(of_our_own);
    for (const auto* event : {"one", "two", "three"})
        world.hear(news(event));
    world.loop.pass(Milliseconds{100});
    world.hear(news("four"));
    world.loop.run();

    EXPECT_THAT(world.local.events(), ElementsAre("one", "two", "four"));
    EXPECT_EQ(world.intake.dropped(), 1U);
}

TEST(Intake, OnlySoManyWait) {
    IntakeSettings settings;
    settings.waiting_max = 2;
    World world(settings);

    for (const auto* event : {"one", "two", "three"})
        world.hear(news(event));
    world.loop.run();
    world.hear(news("four"));
    world.loop.run();

    EXPECT_THAT(world.local.events(), ElementsAre("one", "two", "four"));
    EXPECT_EQ(world.intake.dropped(), 1U);
}

TEST(Intake, OnlySoManyBytesWait) {
    IntakeSettings settings;
    settings.waiting_bytes_max = 2 * encode(news("one")).size();
    World world(settings);

    for (const auto* event : {"one", "two", "six"})
        world.hear(news(event));
    world.loop.run();
    world.hear(news("ten"));
    world.loop.run();

    EXPECT_THAT(world.local.events(), ElementsAre("one", "two", "ten"));
}

TEST(Intake, OthersHaveTheirTurnBetweenSteps) {
    IntakeSettings settings;
    settings.step = 2;
    World world(settings);
    std::size_t told_before = 0;

    for (const auto* event : {"one", "two", "three", "four", "five"})
        world.hear(news(event));
    world.loop.post([&] { told_before = world.local.emitted.size(); });
    world.loop.run();

    EXPECT_EQ(told_before, 2U);
    EXPECT_THAT(world.local.events(), ElementsAre("one", "two", "three", "four", "five"));
}

}  // namespace
}  // namespace rollcall::live::redis
