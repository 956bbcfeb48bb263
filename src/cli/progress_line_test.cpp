#include "cli/progress_line.hpp"

#include <gtest/gtest.h>

namespace rollcall::cli {
namespace {

TEST(ProgressLine, TellsShareStageRowsAndRate) {
    EXPECT_EQ(
        progress_text(50, "database_operations", 12'288, 0.5),
        "[###############...............]  50 %  database operations      12,288 rows     24,576 "
        "rows/s"
    );
}

TEST(ProgressLine, HasNoRateBeforeTheFirstRow) {
    EXPECT_EQ(
        progress_text(0, "file_reading", 0, 3.0),
        "[..............................]   0 %  file reading                  0 rows"
    );
}

}  // namespace
}  // namespace rollcall::cli
