#include "report/duplicate_groups.hpp"

#include <cstdint>

#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "load/tally.hpp"
#include "tests/support/report_fakes.hpp"

namespace rollcall::report {
namespace {

using load::Outcome;

TEST(DuplicateGroups, CountTheRowThatWasTakenToo) {
    tests::FakeLedger ledger;
    ledger.add(2, Outcome::inserted);
    ledger.add(3, Outcome::inserted);
    ledger.add(5, Outcome::duplicate).first_row = 3;
    ledger.add(9, Outcome::duplicate).first_row = 2;
    ledger.add(11, Outcome::duplicate).first_row = 3;

    const DuplicateGroups groups(ledger, JobId());

    EXPECT_EQ(groups.count(3), 3U);
    EXPECT_EQ(groups.row_numbers(3), "3, 5, 11");
    EXPECT_EQ(groups.row_numbers(2), "2, 9");
}

TEST(DuplicateGroups, ListOnlyTheFirstOfALongGroup) {
    tests::FakeLedger ledger;
    for (std::uint32_t row = 3; row < 1'303; ++row)
        ledger.add(row, Outcome::duplicate).first_row = 2;

    const DuplicateGroups groups(ledger, JobId());
    const auto list = groups.row_numbers(2);

    EXPECT_EQ(groups.count(2), 1'301U);
    EXPECT_TRUE(list.starts_with("2, 3, 4, "));
    EXPECT_TRUE(list.ends_with(", 51 and 1,251 more"));
}

}  // namespace
}  // namespace rollcall::report
