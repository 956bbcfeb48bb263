#include "cli/sample.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>

#include "check/check.hpp"
#include "cli/sample_rows.hpp"

namespace rollcall::cli {
namespace {

using Kind = SampleCell::Kind;

constexpr Day today = std::chrono::sys_days{std::chrono::year{2026} / 6 / 30};

// What the checks make of a sample, as a workbook's reader would hand it to them.
check::Chunk judge(const SampleOptions& options) {
    constexpr std::array kinds{
        sheet::CellKind::text,
        sheet::CellKind::text,
        sheet::CellKind::number,
        sheet::CellKind::number};
    SampleRows rows(options);
    sheet::Batch batch;
    batch.start_row(1);
    std::uint16_t column = 0;
    for (const auto& header : rows.headers())
        batch.add_cell(column++, sheet::CellKind::text, 0, header);
    for (std::uint32_t row = 0; row < options.rows; ++row) {
        batch.start_row(row + 2);
        column = 0;
        for (const auto& cell : rows.fill(row)) {
            const auto flags = cell.kind == Kind::date ? sheet::flag_date : sheet::flag_none;
            const auto kind = kinds.at(static_cast<std::size_t>(cell.kind));
            if (cell.kind != Kind::blank) batch.add_cell(column, kind, flags, cell.text);
            ++column;
        }
    }
    const auto header = check::find_header(batch);
    EXPECT_TRUE(header) << header.error().message;
    check::Checks checks(*header, {.today = today, .area = {}});
    check::Chunk chunk;
    checks.judge(batch, 1, chunk);
    return chunk;
}

std::ptrdiff_t count(const check::Chunk& chunk, check::Verdict verdict) {
    return std::ranges::count(chunk.rows, verdict, &check::CheckedRow::verdict);
}

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

class SampleTest : public testing::Test {
protected:
    SampleTest() : folder_(testing::TempDir() + "sample-" + std::to_string(::getpid())) {
        std::filesystem::create_directory(folder_);
    }
    ~SampleTest() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
};

TEST(SampleRows, HaveNoFaultUnlessAsked) {
    const auto chunk = judge({.rows = 5'000, .seed = 7});

    EXPECT_EQ(count(chunk, check::Verdict::taken), 5'000);
    for (const auto& finding : chunk.findings)
        ADD_FAILURE() << check::message(finding, std::to_string(finding.column));
}

TEST(SampleRows, HaveAsManyFaultsAsAsked) {
    const auto chunk =
        judge({.rows = 20'000, .seed = 1, .invalid_percent = 3, .duplicate_percent = 2});

    EXPECT_EQ(count(chunk, check::Verdict::invalid), 600);
    EXPECT_EQ(count(chunk, check::Verdict::duplicate), 400);
    EXPECT_EQ(count(chunk, check::Verdict::taken), 19'000);
}

TEST(SampleRows, FollowFromTheSeedAlone) {
    SampleRows rows({.seed = 3, .duplicate_percent = 10});
    SampleRows again({.seed = 3, .duplicate_percent = 10});
    SampleRows other({.seed = 4, .duplicate_percent = 10});
    const auto id = [](SampleRows& of, std::uint64_t row) { return of.fill(row)[7].text; };

    (void)rows.fill(1);
    EXPECT_EQ(id(rows, 500), id(again, 500));
    EXPECT_NE(id(rows, 500), id(other, 500));
}

TEST(SampleRows, LeaveFiveColumnsOutOfTwentyFive) {
    EXPECT_EQ(SampleRows({.columns = 25}).headers().size(), 25);
    const auto few = SampleRows({.columns = 20}).headers();

    EXPECT_EQ(few.size(), 20);
    for (const auto* const name : {"Region", "Age", "Landline Number", "Expiry Date", "Status"})
        EXPECT_EQ(std::ranges::count(few, name), 0) << name;
}

TEST_F(SampleTest, WritesCsvByTheNamesEnding) {
    const auto path = folder_ / "members.CSV";

    ASSERT_TRUE(write_sample(path, {.rows = 3}));

    const auto text = text_of(path);
    EXPECT_TRUE(text.starts_with("Province,Region,Municipality,Voting Station,Ward,Firstname"));
    EXPECT_EQ(std::ranges::count(text, '\n'), 4);
}

TEST_F(SampleTest, WritesAWorkbookOtherwise) {
    const auto path = folder_ / "members.xlsx";

    ASSERT_TRUE(write_sample(path, {.rows = 3}));

    EXPECT_TRUE(text_of(path).starts_with("PK\x03\x04"));
}

TEST_F(SampleTest, RefusesWhatCannotBeMade) {
    const auto path = folder_ / "members.csv";

    EXPECT_EQ(write_sample(path, {.columns = 21}).error().code, Errc::validation_error);
    EXPECT_EQ(write_sample(path, {.invalid_percent = -1}).error().code, Errc::validation_error);
    EXPECT_EQ(
        write_sample(path, {.invalid_percent = 60, .duplicate_percent = 41}).error().code,
        Errc::validation_error
    );
    EXPECT_EQ(write_sample(folder_ / "no" / "f.csv", {}).error().code, Errc::internal_error);
}

}  // namespace
}  // namespace rollcall::cli
