#include "cli/summary.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

using load::Outcome;
using testing::HasSubstr;

Summary finished() {
    Summary summary;
    summary.job_id = "job-1-2";
    summary.file_name = "members.xlsx";
    summary.status = "completed";
    summary.tally.of(Outcome::inserted) = 19'000;
    summary.tally.of(Outcome::invalid) = 600;
    summary.tally.valid_ids = 19'400;
    summary.duration = std::chrono::milliseconds{500};
    return summary;
}

TEST(Summary, ShowsEveryGroupItsSumAndTheRate) {
    std::ostringstream out;
    print_summary(out, finished());

    EXPECT_THAT(out.str(), HasSubstr("inserted               19,000"));
    EXPECT_THAT(out.str(), HasSubstr("invalid                   600"));
    EXPECT_THAT(out.str(), HasSubstr("rows                   19,600"));
    EXPECT_THAT(out.str(), HasSubstr("rows/s                 39,200"));
}

TEST(Summary, AsJsonHoldsTheSameNumbers) {
    std::ostringstream out;
    print_summary_json(out, finished());

    EXPECT_THAT(out.str(), HasSubstr(R"("total_records":19600)"));
    EXPECT_THAT(out.str(), HasSubstr(R"("inserted":19000)"));
}

TEST(Summary, RefusedRowsFailOnlyAStrictRun) {
    EXPECT_EQ(exit_code_of(finished(), false), 0);
    EXPECT_EQ(exit_code_of(finished(), true), 1);
}

TEST(Summary, AFailedJobFails) {
    auto summary = finished();
    summary.status = "failed";
    summary.error_code = "FILE_CORRUPT";

    EXPECT_EQ(exit_code_of(summary, false), 1);
}

}  // namespace
}  // namespace rollcall::cli
