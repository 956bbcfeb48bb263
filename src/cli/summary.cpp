#include "cli/summary.hpp"

#include <ostream>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "base/text.hpp"

namespace rollcall::cli {
namespace {

using load::Outcome;

void line(std::ostream& out, std::string_view name, std::string_view value) {
    out << fmt::format("  {:<16} {:>12}\n", name, value);
}

std::string spoken(std::string_view name) {
    std::string words(name);
    for (auto& c : words) {
        if (c == '_') c = ' ';
    }
    return words;
}

std::string seconds(std::chrono::milliseconds duration) {
    return fmt::format("{:.2f} s", static_cast<double>(duration.count()) / 1000.0);
}

std::string rate(const Summary& summary) {
    const auto milliseconds = std::max<std::int64_t>(summary.duration.count(), 1);
    return with_commas(summary.tally.total() * 1000 / static_cast<std::uint64_t>(milliseconds));
}

}  // namespace

void print_summary(std::ostream& out, const Summary& summary) {
    out << '\n';
    if (!summary.job_id.empty()) out << summary.job_id << "  ";
    out << summary.file_name;
    if (!summary.sheet_name.empty()) out << ", sheet " << summary.sheet_name;
    out << "\n" << summary.status;
    if (!summary.error_code.empty()) out << " (" << summary.error_code << ")";
    if (!summary.message.empty()) out << ": " << summary.message;
    out << "\n\n";
    const auto& tally = summary.tally;
    for (std::size_t i = 0; i < load::outcome_names.size(); ++i) {
        const auto outcome = static_cast<Outcome>(i + 1);
        if (outcome == Outcome::not_processed && tally.of(outcome) == 0) continue;
        line(out, spoken(to_string(outcome)), with_commas(tally.of(outcome)));
    }
    line(out, "rows", with_commas(tally.total()));
    out << '\n';
    line(out, "valid IDs", with_commas(tally.valid_ids));
    line(out, "invalid IDs", with_commas(tally.invalid_ids));
    line(out, "warnings", with_commas(tally.warnings));
    line(out, "time", seconds(summary.duration));
    line(out, "rows/s", rate(summary));
    for (const auto& warning : summary.warnings)
        out << "  ! " << warning << '\n';
    if (!summary.report.empty()) out << "\nReport: " << summary.report << '\n';
}

void print_summary_json(std::ostream& out, const Summary& summary) {
    boost::json::object outcomes;
    for (std::size_t i = 0; i < load::outcome_names.size(); ++i) {
        outcomes[load::outcome_names.at(i)] = summary.tally.outcomes.at(i);
    }
    boost::json::array warnings(summary.warnings.begin(), summary.warnings.end());
    boost::json::object object{
        {"job_id", summary.job_id},
        {"file_name", summary.file_name},
        {"sheet_name", summary.sheet_name},
        {"status", summary.status},
        {"message", summary.message},
        {"error_code", summary.error_code},
        {"total_records", summary.tally.total()},
        {"outcomes", std::move(outcomes)},
        {"valid_ids", summary.tally.valid_ids},
        {"invalid_ids", summary.tally.invalid_ids},
        {"unique_records", summary.tally.unique_records},
        {"existing_members", summary.tally.existing_members},
        {"new_members", summary.tally.new_members},
        {"warnings", summary.tally.warnings},
        {"file_warnings", std::move(warnings)},
        {"duration_ms", summary.duration.count()},
        {"report", summary.report},
    };
    out << boost::json::serialize(object) << '\n';
}

int exit_code_of(const Summary& summary, bool strict) {
    if (!summary.error_code.empty() || summary.status == "failed" ||
        summary.status == "cancelled") {
        return 1;
    }
    const auto& tally = summary.tally;
    const auto refused = tally.of(Outcome::invalid) + tally.of(Outcome::duplicate) +
                         tally.of(Outcome::out_of_scope) + tally.of(Outcome::failed);
    return strict && refused > 0 ? 1 : 0;
}

}  // namespace rollcall::cli
