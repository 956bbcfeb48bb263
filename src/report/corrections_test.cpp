#include "report/corrections.hpp"

#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "base/descriptor.hpp"
#include "base/result.hpp"
#include "check/finding.hpp"
#include "load/tally.hpp"
#include "report/workbook.hpp"
#include "sheet/batch.hpp"
#include "tests/support/report_fakes.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/workbook.hpp"

namespace rollcall::report {
namespace {

using load::Outcome;
using Texts = std::vector<std::string>;

class Corrections : public testing::Test {
protected:
    void SetUp() override {
        ledger_.facts.header_row = 1;
        ledger_.facts.headers = {"ID Number", "Ward"};
        ledger_.facts.rows_total = 3;
        rows_ = {{1, {{"ID Number"}, {"Ward"}}}};
        for (std::uint32_t row = 2; row < 5; ++row)
            rows_.push_back({row, {{std::to_string(row)}, {"74010001", sheet::CellKind::number}}});
    }

    Result<void> write() {
        tests::FakeReader reader(rows_);
        const Descriptor file(::open(path_.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600));
        return write_corrections(
            {},
            reader,
            ledger_,
            {.file = file.get(), .scratch = folder_.path()},
            [](auto, auto) { return false; }
        );
    }

    tests::FakeLedger ledger_;
    std::vector<tests::FakeRow> rows_;
    tests::TemporaryFolder folder_;
    std::string path_ = folder_ / "corrections.xlsx";
};

TEST_F(Corrections, HoldOnlyRowsThatDidNotLoadWithTheReason) {
    ledger_.add(2, Outcome::inserted);
    auto& invalid = ledger_.add(3, Outcome::invalid);
    check::Finding finding;
    finding.row = 3;
    finding.code = check::Code::id_format;
    finding.column = 0;
    finding.detail = 1;
    invalid.findings = {finding};
    ledger_.add(4, Outcome::failed).error = "refused";

    ASSERT_TRUE(write());

    const auto workbook = tests::read_workbook(path_);
    const auto& sheet = workbook.sheets.at(0);
    EXPECT_EQ(sheet.texts(1), (Texts{"ID Number", "Ward", "Reason"}));
    EXPECT_EQ(sheet.texts(2), (Texts{"3", "74010001", check::message(finding, "ID Number")}));
    EXPECT_EQ(sheet.texts(3), (Texts{"4", "74010001", "refused"}));
    EXPECT_EQ(sheet.rows.size(), 3U);
    EXPECT_EQ(sheet.rows.at(2).at(2).type, "inlineStr");
}

TEST_F(Corrections, HoldRowsThatACancelledJobNeverReached) {
    ledger_.add(2, Outcome::inserted);
    ledger_.facts.rows_total = 0;

    ASSERT_TRUE(write());

    const auto workbook = tests::read_workbook(path_);
    EXPECT_EQ(workbook.sheets.at(0).rows.size(), 3U);
    EXPECT_EQ(
        workbook.sheets.at(0).text(2, 3),
        "The job ended before it reached this row: upload it again."
    );
}

TEST_F(Corrections, AreRefusedWhenEveryRowLoaded) {
    ledger_.add(2, Outcome::inserted);
    ledger_.add(3, Outcome::duplicate).first_row = 2;
    ledger_.add(4, Outcome::skipped);

    const auto known = write();
    ledger_.facts.rows_total = 0;
    const auto counted = write();

    ASSERT_FALSE(known);
    EXPECT_EQ(known.error().code, Errc::not_found);
    EXPECT_EQ(known.error().message, "every row loaded");
    ASSERT_FALSE(counted);
    EXPECT_EQ(counted.error().code, Errc::not_found);
}

TEST_F(Corrections, AreRefusedForAJobThatReadNothing) {
    ledger_.known = false;

    const auto done = write();

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Errc::not_found);
}

}  // namespace
}  // namespace rollcall::report
