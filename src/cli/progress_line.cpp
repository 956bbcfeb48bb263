#include "cli/progress_line.hpp"

#include <algorithm>
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

#include "base/text.hpp"

namespace rollcall::cli {
namespace {

constexpr std::uint32_t bar_width = 30;
constexpr std::uint32_t step_percent = 10;

}  // namespace

std::string progress_text(
    std::uint32_t percent,
    std::string_view stage,
    std::uint64_t rows_done,
    double seconds
) {
    const auto filled = std::min(percent, 100U) * bar_width / 100;
    std::string words(stage);
    std::ranges::replace(words, '_', ' ');
    auto text = fmt::format(
        "[{}{}] {:>3} %  {:<20} {:>10} rows",
        std::string(filled, '#'),
        std::string(bar_width - filled, '.'),
        percent,
        words,
        with_commas(rows_done)
    );
    if (seconds > 0.0 && rows_done > 0) {
        const auto rate = static_cast<std::uint64_t>(static_cast<double>(rows_done) / seconds);
        text += fmt::format("  {:>9} rows/s", with_commas(rate));
    }
    return text;
}

ProgressLine::ProgressLine(bool always)
    : terminal_(::isatty(STDERR_FILENO) == 1),
      always_(always),
      started_(std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() {
    if (shown_ && terminal_) std::cerr << '\n';
}

void ProgressLine::show(std::uint32_t percent, std::string_view stage, std::uint64_t rows_done) {
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - started_;
    if (terminal_) {
        std::cerr << '\r' << progress_text(percent, stage, rows_done, passed.count()) << "\x1b[K"
                  << std::flush;
    } else if (always_ && (!shown_ || percent >= last_percent_ + step_percent)) {
        std::cerr << progress_text(percent, stage, rows_done, passed.count()) << '\n';
        last_percent_ = percent;
    }
    shown_ = shown_ || terminal_ || always_;
}

}  // namespace rollcall::cli
