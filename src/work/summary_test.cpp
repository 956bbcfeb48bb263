#include "work/summary.hpp"

#include <gtest/gtest.h>

namespace rollcall::work {
namespace {

using load::Outcome;
using load::Tally;

TEST(Summary, NamesEveryGroupThatHasRows) {
    Tally tally;
    tally.of(Outcome::inserted) = 19'000;
    tally.of(Outcome::out_of_scope) = 2;

    EXPECT_EQ(completed_message(tally, false), "19,002 rows: 19,000 inserted, 2 out of scope");
    EXPECT_EQ(
        completed_message(tally, true),
        "dry run, nothing was stored: 19,002 rows: 19,000 inserted, 2 out of scope"
    );
}

TEST(Summary, SaysWhenNothingWasLoaded) {
    Tally tally;
    tally.of(Outcome::invalid) = 3;

    EXPECT_EQ(completed_message(tally, false), "completed: no row was loaded");
    EXPECT_EQ(stopped_message(tally, 9), "no row was loaded");
}

TEST(Summary, SaysWhatStaysOfAJobThatStopped) {
    Tally tally;
    tally.of(Outcome::inserted) = 12'000;

    EXPECT_EQ(stopped_message(tally, 60'000), "12,000 of 60,000 rows were loaded and stay");
    EXPECT_EQ(stopped_message(tally, 0), "12,000 rows were loaded and stay");
}

TEST(DropFirst, KeepsTheOthersFindingsWithTheirRows) {
    check::Chunk chunk;
    chunk.rows.resize(3);
    for (std::uint32_t i = 0; i < 3; ++i) {
        chunk.rows[i].number = i + 2;
        chunk.findings.push_back({.row = i + 2, .index = i});
    }

    drop_first(chunk, 2);

    ASSERT_EQ(chunk.rows.size(), 1U);
    EXPECT_EQ(chunk.rows[0].number, 4U);
    ASSERT_EQ(chunk.findings.size(), 1U);
    EXPECT_EQ(chunk.findings[0].row, 4U);
    EXPECT_EQ(chunk.findings[0].index, 0U);
}

}  // namespace
}  // namespace rollcall::work
