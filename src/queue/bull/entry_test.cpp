#include "queue/bull/entry.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::queue::bull {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

TEST(BullEntry, ReadsAJobAsBullWritesIt) {
    const auto entry = read_entry(
        "7",
        {{"name", "named"},
         {"data", R"({"a":1})"},
         {"opts", R"({"attempts":3})"},
         {"timestamp", "1732550400000"},
         {"delay", "0"},
         {"priority", "2"},
         {"attemptsMade", "1"},
         {"stacktrace", R"(["Error: one"])"},
         {"failedReason", "one"},
         {"tenant", "north"}}
    );

    EXPECT_EQ(entry.name, "named");
    EXPECT_EQ(entry.options.attempts(), 3);
    EXPECT_EQ(entry.timestamp, Instant(Milliseconds(1'732'550'400'000)));
    EXPECT_EQ(entry.priority, 2);
    EXPECT_EQ(entry.attempts_made, 1);
    EXPECT_THAT(entry.stacktrace, ElementsAre("Error: one"));
    EXPECT_THAT(entry.extra, ElementsAre(Pair("tenant", "north")));
    EXPECT_THAT(entry.faults, IsEmpty());
}

TEST(BullEntry, ReadsAJobOfWhichNothingIsKnown) {
    const auto entry = read_entry("7", {});

    EXPECT_EQ(entry.name, default_name);
    EXPECT_EQ(entry.data, "{}");
    EXPECT_EQ(entry.options.attempts(), 1);
    EXPECT_THAT(entry.faults, IsEmpty());
}

TEST(BullEntry, SaysWhatItCannotReadAndKeepsTheRest) {
    const auto entry = read_entry(
        "7",
        {{"data", "not JSON"},
         {"opts", "{"},
         {"attemptsMade", "many"},
         {"timestamp", "1e400"},
         {"stacktrace", "{}"},
         {"failedReason", "plain"}}
    );

    EXPECT_EQ(entry.data, "not JSON");
    EXPECT_EQ(entry.attempts_made, 0);
    EXPECT_FALSE(entry.timestamp);
    EXPECT_EQ(entry.failed_reason, "plain");
    EXPECT_THAT(entry.faults, SizeIs(5));
}

TEST(BullEntry, TakesDataThatIsNoJsonWhereTheProducerSaysSo) {
    const auto entry =
        read_entry("7", {{"data", "raw"}, {"opts", R"({"preventParsingData":true})"}});

    EXPECT_THAT(entry.faults, IsEmpty());
}

TEST(BullEntry, IsNotAddedUnderAnIdThatBullCouldMistake) {
    for (const std::string_view id :
         {"17", "wait", "stalled-check", "a:lock", "repeat", "ü", "a b"}) {
        SCOPED_TRACE(id);
        NewEntry entry;
        entry.id = id;
        EXPECT_EQ(check(entry).error().code, Errc::validation_error);
    }
    NewEntry entry;
    EXPECT_TRUE(check(entry));
    entry.id = "job-1732550400000-1234";
    EXPECT_TRUE(check(entry));
    entry.id = std::string(129, 'a');
    EXPECT_FALSE(check(entry));
}

TEST(BullEntry, IsNotAddedWithDataThatWouldStopAWorker) {
    NewEntry entry;
    entry.data = "{";
    EXPECT_FALSE(check(entry));
}

TEST(BullEntry, IsNotAddedWithFieldsThatAreBulls) {
    for (const auto* name : {"id", "opts", ""}) {
        NewEntry entry;
        entry.extra = {{name, "x"}};
        EXPECT_FALSE(check(entry)) << name;
    }
    NewEntry entry;
    entry.extra = {{"tenant", "x"}};
    EXPECT_TRUE(check(entry));
}

}  // namespace
}  // namespace rollcall::queue::bull
