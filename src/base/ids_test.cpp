#include "base/ids.hpp"

#include <set>

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(JobId, StartsWithTheTimeAndEndsInTwelveRandomDigits) {
    const auto id = JobId::make(Instant{Milliseconds{1767225600123}});

    EXPECT_TRUE(id.text().starts_with("job-1767225600123-"));
    EXPECT_EQ(id.text().size(), std::string("job-1767225600123-").size() + 12);
    EXPECT_TRUE(JobId::parse(id.text()).has_value());
}

TEST(JobId, IsNotMadeTwiceInTheSameMillisecond) {
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i)
        seen.insert(JobId::make(Instant{}).text());

    EXPECT_EQ(seen.size(), 1000U);
}

TEST(JobId, MayBeOfAJobThatBullNumbered) {
    EXPECT_EQ(JobId::parse("bull-17").value().text(), "bull-17");
}

TEST(JobId, MayBeOfARunOfAJobThatBullRepeats) {
    const std::string run = "bull-repeat-0123456789abcdef0123456789abcdef-1767225600000";

    EXPECT_EQ(JobId::parse(run).value().text(), run);
}

TEST(JobId, RefusesWhatIsNotOfItsForm) {
    for (const auto* text :
         {"",
          "job-",
          "job-1",
          "job-1-",
          "job--1",
          "job-1-x",
          "JOB-1-2",
          "job-1-2/../x",
          "job-1-2-3",
          "bull-",
          "bull-x",
          "bull-1-2",
          "bull-repeat-",
          "bull-repeat-0123456789abcdef0123456789abcdef",
          "bull-repeat-0123456789abcdef0123456789abcdef-",
          "bull-repeat-0123456789abcdef0123456789abcdef-x",
          "bull-repeat-0123456789abcdef0123456789abcde/-1",
          "bull-repeat-123-1",
          "BULL-1"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(JobId::parse(text).has_value());
    }
}

TEST(RandomBytes, AreAsManyAsAskedAndNeverTheSame) {
    EXPECT_EQ(random_bytes(252).size(), 252U);
    EXPECT_NE(random_bytes(15), random_bytes(15));
}

TEST(RandomHex, HasTwoDigitsAByte) {
    EXPECT_EQ(random_hex(16).size(), 32U);
    EXPECT_NE(random_hex(16), random_hex(16));
}

}  // namespace
}  // namespace rollcall
