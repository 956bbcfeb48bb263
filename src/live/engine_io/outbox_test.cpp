#include "live/engine_io/outbox.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/websocket/frame.hpp"
#include "tests/support/engine_world.hpp"

namespace rollcall::live::engine_io {
namespace {

using support::text_frame;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr OutboxLimits roomy{.messages = 1'000, .bytes = 1'000'000};

std::vector<std::string> take(Outbox& outbox, std::size_t frames, std::size_t bytes = 1'000'000) {
    std::vector<websocket::SharedFrame> taken;
    outbox.take(taken, {.frames = frames, .bytes = bytes});
    std::vector<std::string> texts;
    for (const auto& frame : taken)
        texts.emplace_back(frame->payload().substr(1));
    return texts;
}

TEST(EngineOutbox, GivesTheOldestFirstAndKeepsTheRest) {
    Outbox outbox;
    for (const char* text : {"a", "b", "c"})
        outbox.push(text_frame(text), 0, roomy);

    EXPECT_THAT(take(outbox, 2), ElementsAre("a", "b"));
    EXPECT_EQ(outbox.size(), 1U);
    outbox.push(text_frame("d"), 0, roomy);
    EXPECT_THAT(take(outbox, 9), ElementsAre("c", "d"));
    EXPECT_TRUE(outbox.is_empty());
    EXPECT_EQ(outbox.bytes(), 0U);
}

TEST(EngineOutbox, StopsOnceABatchHasItsBytes) {
    Outbox outbox;
    for (int i = 0; i < 4; ++i)
        outbox.push(text_frame("1234567"), 0, roomy);  // 10 bytes as a frame

    EXPECT_EQ(take(outbox, 9, 15).size(), 2U);
    EXPECT_EQ(take(outbox, 9, 1).size(), 1U);
}

TEST(EngineOutbox, GivesTheSameFrameAndNoCopy) {
    Outbox outbox;
    const auto frame = text_frame("a");
    outbox.push(frame, 0, roomy);

    EXPECT_EQ(outbox.take_all().front().get(), frame.get());
}

TEST(EngineOutbox, ALaterFrameOfTheSameKeyReplacesTheEarlier) {
    Outbox outbox;
    outbox.push(text_frame("10 %"), 7, roomy);
    outbox.push(text_frame("other"), 8, roomy);
    outbox.push(text_frame("plain"), 0, roomy);
    outbox.push(text_frame("100 %"), 7, roomy);

    EXPECT_EQ(outbox.bytes(), text_frame("100 %otherplain")->bytes().size() + 6);
    EXPECT_THAT(take(outbox, 9), ElementsAre("other", "plain", "100 %"));
}

TEST(EngineOutbox, AFrameWithAKeyNeverOvertakesWhatWasSentBeforeIt) {
    Outbox outbox;
    outbox.push(text_frame("progress 11"), 7, roomy);
    outbox.push(text_frame("snapshot 11"), 0, roomy);
    outbox.push(text_frame("progress 12"), 7, roomy);

    EXPECT_THAT(take(outbox, 9), ElementsAre("snapshot 11", "progress 12"));
}

TEST(EngineOutbox, ReplacesBehindWhatWasTakenAlready) {
    Outbox outbox;
    for (const auto& [text, key] : {std::pair{"a", 7U}, {"b", 8U}, {"c", 9U}, {"d", 10U}})
        outbox.push(text_frame(text), key, roomy);
    EXPECT_THAT(take(outbox, 1), ElementsAre("a"));

    outbox.push(text_frame("b2"), 8, roomy);
    outbox.push(text_frame("a2"), 7, roomy);
    outbox.push(text_frame("c2"), 9, roomy);

    EXPECT_THAT(take(outbox, 9), ElementsAre("d", "b2", "a2", "c2"));
    EXPECT_EQ(outbox.bytes(), 0U);
}

TEST(EngineOutbox, AFrameThatWasTakenIsReplacedNoMore) {
    Outbox outbox;
    outbox.push(text_frame("1"), 7, roomy);
    outbox.push(text_frame("2"), 8, roomy);
    EXPECT_THAT(take(outbox, 1), ElementsAre("1"));

    outbox.push(text_frame("3"), 7, roomy);

    EXPECT_THAT(take(outbox, 9), ElementsAre("2", "3"));
}

TEST(EngineOutbox, FramesWithoutAKeyNeverGiveWay) {
    Outbox outbox;
    outbox.push(text_frame("a"), 0, roomy);
    outbox.push(text_frame("b"), 0, roomy);

    EXPECT_THAT(take(outbox, 9), ElementsAre("a", "b"));
}

TEST(EngineOutbox, IsFullPastItsMessages) {
    Outbox outbox;
    const OutboxLimits limits{.messages = 2, .bytes = 1'000};
    EXPECT_TRUE(outbox.push(text_frame("a"), 7, limits));
    EXPECT_TRUE(outbox.push(text_frame("b"), 0, limits));

    EXPECT_FALSE(outbox.push(text_frame("c"), 0, limits));
    EXPECT_TRUE(outbox.push(text_frame("a2"), 7, limits));
    EXPECT_THAT(take(outbox, 9), ElementsAre("b", "a2"));
}

TEST(EngineOutbox, IsFullPastItsBytesButTakesOneOfAnySize) {
    Outbox outbox;
    const OutboxLimits limits{.messages = 9, .bytes = 20};
    EXPECT_TRUE(outbox.push(text_frame(std::string(100, 'a')), 7, limits));

    EXPECT_FALSE(outbox.push(text_frame("b"), 0, limits));
    EXPECT_TRUE(outbox.push(text_frame("short"), 7, limits));
    EXPECT_TRUE(outbox.push(text_frame("b"), 0, limits));
    EXPECT_FALSE(outbox.push(text_frame("longer than that"), 7, limits));
    EXPECT_THAT(take(outbox, 9), ElementsAre("short", "b"));
}

TEST(EngineOutbox, KeepsItsOrderOverManyPartialTakes) {
    Outbox outbox;
    std::vector<std::string> given;
    int pushed = 0;
    for (int round = 0; round < 200; ++round) {
        for (int i = 0; i < round % 5; ++i)
            outbox.push(text_frame(std::to_string(pushed++)), 0, roomy);
        for (auto& text : take(outbox, static_cast<std::size_t>(round % 3)))
            given.push_back(std::move(text));
    }
    for (auto& text : take(outbox, 1'000))
        given.push_back(std::move(text));

    ASSERT_EQ(given.size(), static_cast<std::size_t>(pushed));
    for (int i = 0; i < pushed; ++i)
        ASSERT_EQ(given[static_cast<std::size_t>(i)], std::to_string(i));
}

TEST(EngineOutbox, ForgetsAllWhenItIsCleared) {
    Outbox outbox;
    outbox.push(text_frame("a"), 7, roomy);
    outbox.clear();

    EXPECT_TRUE(outbox.is_empty());
    outbox.push(text_frame("b"), 7, roomy);
    EXPECT_THAT(take(outbox, 9), ElementsAre("b"));
    EXPECT_THAT(take(outbox, 9), IsEmpty());
}

}  // namespace
}  // namespace rollcall::live::engine_io
