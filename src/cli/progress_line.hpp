// One line that tells how far a job is: on stderr, and only when that is a terminal.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::cli {

class ProgressLine {
public:
    // `always`: also without a terminal, a line each time it changes by ten per cent.
    explicit ProgressLine(bool always = false);
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;
    // Leaves the cursor on a fresh line.
    ~ProgressLine();

    void show(std::uint32_t percent, std::string_view stage, std::uint64_t rows_done);

private:
    bool terminal_;
    bool always_;
    bool shown_ = false;
    std::uint32_t last_percent_ = 0;
    std::chrono::steady_clock::time_point started_;
};

// "[#########.......]  56 %  database operations  12,288 rows  43,012 rows/s".
std::string progress_text(
    std::uint32_t percent,
    std::string_view stage,
    std::uint64_t rows_done,
    double seconds
);

}  // namespace rollcall::cli
