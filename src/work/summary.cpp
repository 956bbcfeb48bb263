#include "work/summary.hpp"

#include <cstddef>

#include "base/text.hpp"

namespace rollcall::work {

using load::Outcome;

std::string completed_message(const load::Tally& tally, bool dry_run) {
    if (!dry_run && tally.loaded() == 0) return "completed: no row was loaded";
    std::string message = dry_run ? "dry run, nothing was stored: " : "";
    message += with_commas(tally.total()) + " rows: ";
    const char* separator = "";
    for (std::size_t i = 0; i < load::outcome_names.size(); ++i) {
        const auto outcome = static_cast<Outcome>(i + 1);
        if (tally.of(outcome) == 0) continue;
        message += separator + with_commas(tally.of(outcome)) + " ";
        for (const char c : to_string(outcome))
            message += c == '_' ? ' ' : c;
        separator = ", ";
    }
    return message;
}

std::string stopped_message(const load::Tally& tally, std::uint64_t rows_total) {
    if (tally.loaded() == 0) return "no row was loaded";
    auto message = with_commas(tally.loaded());
    if (rows_total > 0) message += " of " + with_commas(rows_total);
    return message + " rows were loaded and stay";
}

void drop_first(check::Chunk& chunk, std::uint64_t rows) {
    const auto count = static_cast<std::ptrdiff_t>(rows);
    chunk.rows.erase(chunk.rows.begin(), chunk.rows.begin() + count);
    std::erase_if(chunk.findings, [&](const check::Finding& f) { return f.index < rows; });
    for (auto& finding : chunk.findings)
        finding.index -= static_cast<std::uint32_t>(rows);
}

}  // namespace rollcall::work
