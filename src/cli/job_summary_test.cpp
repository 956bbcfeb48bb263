#include "cli/job_summary.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

TEST(JobSummary, TakesTheNumbersOfAStatusAnswer) {
    const auto status = boost::json::parse(R"({
        "job_id": "job-1-2", "file_name": "m.xlsx", "status": "completed", "sheet_name": "Members",
        "processing_duration_ms": 1500, "report_filename": "r.xlsx", "error_code": null,
        "outcomes": {"inserted": 7, "invalid": 2, "not_processed": 0},
        "validation_stats": {"valid_ids": 8, "warnings": 3}, "warnings": ["a sheet was not read"]
    })");

    const auto summary = summary_of_status(status.as_object());

    EXPECT_EQ(summary.job_id, "job-1-2");
    EXPECT_EQ(summary.tally.of(load::Outcome::inserted), 7U);
    EXPECT_EQ(summary.tally.total(), 9U);
    EXPECT_EQ(summary.tally.valid_ids, 8U);
    EXPECT_EQ(summary.duration, std::chrono::milliseconds{1500});
    EXPECT_EQ(summary.warnings, std::vector<std::string>{"a sheet was not read"});
    EXPECT_EQ(summary.report, "rollcall report job-1-2");
}

TEST(JobSummary, AFailedJobTellsItsError) {
    const auto status = boost::json::parse(
        R"({"status": "failed", "error_code": "FILE_CORRUPT", "error_message": "save it again"})"
    );

    const auto summary = summary_of_status(status.as_object());

    EXPECT_EQ(summary.error_code, "FILE_CORRUPT");
    EXPECT_EQ(summary.message, "save it again");
    EXPECT_EQ(exit_code_of(summary, false), 1);
}

TEST(JobSummary, MissingKeysAreZeroAndEmpty) {
    const auto summary = summary_of_status({});

    EXPECT_EQ(summary.tally.total(), 0U);
    EXPECT_TRUE(summary.report.empty());
}

}  // namespace
}  // namespace rollcall::cli
