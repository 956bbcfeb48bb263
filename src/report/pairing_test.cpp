#include "report/pairing.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "load/tally.hpp"
#include "tests/support/report_fakes.hpp"

namespace rollcall::report {
namespace {

using load::Outcome;
using Seen = std::vector<std::pair<std::uint32_t, Outcome>>;

// Row 3 is the header; 5 and 8 hold data, 7 only blanks.
std::vector<tests::FakeRow> rows() {
    return {
        {1, {{"Our members"}}},
        {3, {{"ID Number"}, {"Ward"}}},
        {5, {{"a"}}},
        {7, {{" "}, {"\t"}}},
        {8, {{"b"}}},
        {9, {{"c"}}},
    };
}

Result<Seen> all_of(Pairing& pairing) {
    Seen seen;
    for (;;) {
        const auto more = pairing.next();
        if (!more) return std::unexpected(more.error());
        if (!*more) return seen;
        seen.emplace_back(pairing.number(), pairing.record().outcome);
    }
}

TEST(Pairing, LaysEachRowBesideItsRecord) {
    tests::FakeReader reader(rows());
    tests::FakeLedger ledger;
    ledger.add(5, Outcome::inserted);
    ledger.add(8, Outcome::invalid);
    ledger.add(9, Outcome::updated);
    Pairing pairing(reader, ledger.rows({}, {}), 3);

    EXPECT_EQ(
        all_of(pairing),
        (Seen{{5, Outcome::inserted}, {8, Outcome::invalid}, {9, Outcome::updated}})
    );
}

TEST(Pairing, CallsRowsPastTheLedgerNotProcessed) {
    tests::FakeReader reader(rows());
    tests::FakeLedger ledger;
    ledger.add(5, Outcome::inserted);
    Pairing pairing(reader, ledger.rows({}, {}), 3);

    EXPECT_EQ(
        all_of(pairing),
        (Seen{{5, Outcome::inserted}, {8, Outcome::not_processed}, {9, Outcome::not_processed}})
    );
}

TEST(Pairing, FollowsTheReadingOrderNotTheNumbers) {
    tests::FakeReader reader({{4, {{"ID Number"}}}, {9, {{"a"}}}, {2, {{"b"}}}});
    tests::FakeLedger ledger;
    ledger.add(9, Outcome::inserted);
    ledger.add(2, Outcome::inserted);
    Pairing pairing(reader, ledger.rows({}, {}), 4);

    EXPECT_EQ(all_of(pairing), (Seen{{9, Outcome::inserted}, {2, Outcome::inserted}}));
}

TEST(Pairing, RefusesAFileThatDoesNotFitTheLedger) {
    struct Case {
        const char* what;
        std::vector<std::uint32_t> recorded;
    };
    const std::vector<Case> cases{
        {"another row", {5, 6}}, {"a row too many", {5, 8, 9, 10}}, {"a row missing", {8}}};
    for (const auto& one : cases) {
        SCOPED_TRACE(one.what);
        tests::FakeReader reader(rows());
        tests::FakeLedger ledger;
        for (const auto row : one.recorded)
            ledger.add(row, Outcome::inserted);
        Pairing pairing(reader, ledger.rows({}, {}), 3);

        const auto seen = all_of(pairing);

        ASSERT_FALSE(seen);
        EXPECT_EQ(seen.error().code, Errc::corrupt_source);
    }
}

TEST(Pairing, EndsWhereAFileWasCutShortAfterTheLedger) {
    tests::FakeReader reader(rows(), Error{Errc::file_truncated, "The file ends early.", {}});
    tests::FakeLedger ledger;
    ledger.add(5, Outcome::inserted);
    Pairing pairing(reader, ledger.rows({}, {}), 3);

    const auto seen = all_of(pairing);

    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->size(), 3U);
    EXPECT_EQ(pairing.cut_short(), "The file ends early.");
}

TEST(Pairing, RefusesWithTheReadersCodeWhereTheLedgerGoesOn) {
    tests::FakeReader reader(rows(), Error{Errc::file_truncated, "The file ends early.", {}});
    tests::FakeLedger ledger;
    for (const std::uint32_t row : {5U, 8U, 9U, 10U})
        ledger.add(row, Outcome::inserted);
    Pairing pairing(reader, ledger.rows({}, {}), 3);

    const auto seen = all_of(pairing);

    ASSERT_FALSE(seen);
    EXPECT_EQ(seen.error().code, Errc::file_truncated);
}

}  // namespace
}  // namespace rollcall::report
