#include "queue/bull/options.hpp"

#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::queue::bull {
namespace {

using std::literals::operator""sv;

Options read(std::string_view text) {
    return Options::parse(text).value();
}

TEST(BullOptions, ReadWhatIsMissingOrOddAsItsDefault) {
    for (const auto text :
         {"{}"sv,
          R"({"attempts":"2","delay":-5,"priority":null,"lifo":1,"timeout":0,"backoff":true})"sv,
          R"({"attempts":-3,"removeOnFail":"all","debounce":{},"repeat":7})"sv,
          R"({"stackTraceLimit":{}})"sv}) {
        SCOPED_TRACE(text);
        const auto options = read(text);
        EXPECT_EQ(options.attempts(), 1);
        EXPECT_EQ(options.delay_ms(), 0);
        EXPECT_EQ(options.priority(), 0);
        EXPECT_FALSE(options.lifo());
        EXPECT_FALSE(options.timeout());
        EXPECT_FALSE(options.backoff());
        EXPECT_EQ(options.keep_failed(), Keep{});
        EXPECT_EQ(options.stack_lines_max(), 0);
        EXPECT_FALSE(options.debounce());
        EXPECT_FALSE(options.repeat());
    }
}

TEST(BullOptions, ReadDatesOfARepetitionAsNumbersAndAsText) {
    const auto repeat =
        read(R"({"repeat":{"startDate":1767225600000,"endDate":"2026-01-02T00:00:00.000Z"}})")
            .repeat()
            .value();

    EXPECT_EQ(repeat.start, Instant(Milliseconds(1'767'225'600'000)));
    EXPECT_EQ(repeat.end, Instant(Milliseconds(1'767'312'000'000)));
    EXPECT_FALSE(repeat.has_bad_date);
    EXPECT_TRUE(read(R"({"repeat":{"endDate":"soon"}})").repeat()->has_bad_date);
    EXPECT_TRUE(read(R"({"repeat":{"startDate":[]}})").repeat()->has_bad_date);
    EXPECT_FALSE(read(R"({"repeat":{"endDate":null}})").repeat()->has_bad_date);
}

TEST(BullOptions, RefuseWhatIsNoObject) {
    for (const auto text : {""sv, "null"sv, "[]"sv, "{\"a\":1"sv, "{} {}"sv, "nonsense"sv}) {
        SCOPED_TRACE(text);
        const auto options = Options::parse(text);
        ASSERT_FALSE(options);
        EXPECT_EQ(options.error().code, Errc::validation_error);
    }
}

TEST(BullOptions, KeepAsTheRuleSays) {
    const Keep none{.count = 0, .age_s = {}};
    const Keep five{.count = 5, .age_s = {}};
    const Keep young{.count = {}, .age_s = 60};
    EXPECT_EQ(read(R"({"removeOnComplete":true})").keep_completed(), none);
    EXPECT_EQ(read(R"({"removeOnComplete":5})").keep_completed(), five);
    EXPECT_EQ(read(R"({"removeOnComplete":{"age":60}})").keep_completed(), young);
    EXPECT_EQ(read(R"({"removeOnComplete":false})").keep_completed(), Keep{});
}

TEST(BullOptions, WaitLongerAfterEachFailedAttempt) {
    const auto options = read(R"({"backoff":{"type":"exponential","delay":10000}})");
    for (const auto& [attempts, seconds] :
         {std::pair{1U, 10}, std::pair{2U, 30}, std::pair{3U, 70}, std::pair{4U, 150}})
        EXPECT_EQ(backoff_after(options, attempts), std::chrono::seconds(seconds));
}

TEST(BullOptions, WaitAsLongAfterEachWithAFixedPause) {
    EXPECT_EQ(backoff_after(read(R"({"backoff":700})"), 3), Milliseconds(700));
    EXPECT_EQ(backoff_after(read(R"({"backoff":{"type":"fixed","delay":5}})"), 9), Milliseconds(5));
    EXPECT_FALSE(backoff_after(read(R"({"backoff":0})"), 1));
    EXPECT_FALSE(backoff_after(read("{}"), 1));
}

TEST(BullOptions, TakeAPauseThatOnlyAnotherWorkerKnowsForAGrowingOne) {
    EXPECT_EQ(
        backoff_after(read(R"({"backoff":{"type":"ours","delay":100}})"), 2), Milliseconds(300)
    );
}

TEST(BullOptions, WriteWhatBullsProducersAlwaysDo) {
    auto options = read(R"({"backoff":3,"unknown":{"a":[1]}})");
    options.fill(Instant(Milliseconds(17)));

    const auto written = read(options.text());

    EXPECT_EQ(written.attempts(), 1);
    EXPECT_EQ(written.timestamp(), Instant(Milliseconds(17)));
    EXPECT_EQ(written.backoff()->type, "fixed");
    EXPECT_EQ(written.backoff()->delay_ms, 3);
    EXPECT_EQ(written.all().at("unknown").at("a").at(0), 1);
    EXPECT_TRUE(written.all().contains("delay"));
}

TEST(Json, IsOneValueAndNothingElse) {
    for (const auto text : {"{}"sv, "null"sv, "1.5"sv, "\"ü\""sv, " [1,2] "sv})
        EXPECT_TRUE(is_json(text)) << text;
    for (const auto text : {""sv, "{"sv, "undefined"sv, "1 2"sv, "'a'"sv, "\"\xFF\""sv})
        EXPECT_FALSE(is_json(text)) << text;
}

}  // namespace
}  // namespace rollcall::queue::bull
