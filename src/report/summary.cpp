#include "report/summary.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "load/facts.hpp"
#include "load/tally.hpp"
#include "report/line.hpp"
#include "report/subject.hpp"
#include "report/ward_counts.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::report {
namespace {

using load::Outcome;
using sheet::writer::SheetWriter;
using sheet::writer::Style;

constexpr std::string_view verification_off =
    "Voter verification is off: nobody was asked whether these members are registered voters.";

// Writes the sheet's few shapes of rows.
class Writer {
public:
    explicit Writer(SheetWriter& sheet) : sheet_(sheet) {}

    void title(std::string_view text) { sheet_.row(line_.start(Style::title).text(text).view()); }
    void heading(std::string_view text) {
        sheet_.row({});
        sheet_.row(line_.start(Style::label).text(text).view());
    }
    void note(std::string_view text) { sheet_.row(line_.start(Style::plain).text(text).view()); }
    void fact(std::string_view name, std::string_view value) {
        if (value.empty()) return;
        start(name);
        sheet_.row(line_.text(value).view());
    }
    void count(std::string_view name, std::uint64_t number) {
        start(name);
        sheet_.row(line_.number(number).view());
    }
    Line& line(Style style) { return line_.start(style); }
    void row() { sheet_.row(line_.view()); }

private:
    void start(std::string_view name) {
        line_.start(Style::plain)
            .value({
                .kind = sheet::writer::Value::Kind::text,
                .style = Style::label,
                .text = name,
            });
    }

    SheetWriter& sheet_;
    Line line_;
};

double seconds_of(const Subject& subject) {
    return std::chrono::duration<double>(subject.finished_at - subject.started_at).count();
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names)
        all += (all.empty() ? "" : ", ") + name;
    return all;
}

void write_about(Writer& writer, const Subject& subject, const SummaryFacts& facts) {
    const auto time = [&](Instant at) { return to_local_time(at, subject.time_zone); };
    writer.title("Bulk Upload Report");
    writer.fact("Generated at", time(subject.generated_at));
    writer.fact("File", subject.file_name);
    writer.fact("Sheet read", facts.file.sheet_name);
    writer.fact("Sheets not read", joined(facts.file.sheets_not_read));
    writer.fact("Uploader", subject.uploader);
    writer.fact("Job", subject.job.text());
    writer.fact("Mode", subject.mode);
    if (subject.dry_run) writer.fact("Dry run", "Yes: nothing was written to the database");
    writer.fact("Status", subject.state);
    writer.fact("Message", subject.message);
    writer.fact("Started at", time(subject.started_at));
    writer.fact("Finished at", time(subject.finished_at));
    const auto seconds = seconds_of(subject);
    writer.fact("Duration", fmt::format("{:.1f} s", seconds));
    if (seconds <= 0) return;
    const auto rows = static_cast<double>(facts.tally.total());
    writer.count("Rows per second", static_cast<std::uint64_t>(rows / seconds));
}

void write_validation(Writer& writer, const load::Tally& tally) {
    writer.heading("VALIDATION STATISTICS");
    writer.count("Total Records", tally.total());
    writer.count("Valid IDs", tally.valid_ids);
    writer.count("Invalid IDs", tally.invalid_ids);
    writer.count("Unique Records", tally.unique_records);
    writer.count("Duplicates", tally.of(Outcome::duplicate));
    writer.count("Existing Members", tally.existing_members);
    writer.count("New Members", tally.new_members);
    writer.count("Out Of Scope", tally.of(Outcome::out_of_scope));
    writer.count("Invalid Rows", tally.of(Outcome::invalid));
    writer.count("Warnings", tally.warnings);
}

void write_processing(Writer& writer, const SummaryFacts& facts) {
    const auto& tally = facts.tally;
    writer.heading("PROCESSING STATISTICS");
    writer.count(
        "Total Records", tally.loaded() + tally.of(Outcome::skipped) + tally.of(Outcome::failed)
    );
    writer.count("Inserts", tally.of(Outcome::inserted));
    writer.count("Updates", tally.of(Outcome::updated));
    writer.count("Unchanged", tally.of(Outcome::unchanged));
    writer.count("Skipped", tally.of(Outcome::skipped));
    writer.count("Failures", tally.of(Outcome::failed));
    writer.count("Not Processed", tally.of(Outcome::not_processed));
    writer.count("Blank Rows Ignored", facts.file.blank_rows);
}

void write_wards(Writer& writer, const WardCounts& wards) {
    writer.heading("WARD COMPLIANCE SUMMARY");
    writer.note(
        "A ward complies with 200 or more registered voters. Voter verification is off, so that "
        "only the members of this file are counted."
    );
    if (wards.wards().empty()) return;
    writer.line(Style::header)
        .text("Ward")
        .text("Existing")
        .text("New")
        .text("Total Registered")
        .text("Compliant");
    writer.row();
    for (const auto& [ward, count] : wards.wards()) {
        writer.line(Style::plain)
            .made(std::to_string(ward))
            .number(count.existing)
            .number(count.added)
            .text("not known")
            .text("not known");
        writer.row();
    }
    if (wards.is_full()) writer.note("The file names more wards than are listed here.");
}

void write_warnings(Writer& writer, const SummaryFacts& facts) {
    writer.heading("FILE WARNINGS");
    if (facts.file.warnings.empty() && facts.cut_short.empty()) writer.note("None");
    for (const auto& warning : facts.file.warnings)
        writer.note(warning);
    if (facts.cut_short.empty()) return;
    writer.note("The file could not be read to its end: " + facts.cut_short);
}

}  // namespace

SheetWriter& add_summary_sheet(sheet::writer::WorkbookWriter& workbook) {
    return workbook.add_sheet({.name = "Summary", .header = {}, .widths = {24, 40, 12, 18, 14}});
}

void write_summary(SheetWriter& sheet, const Subject& subject, const SummaryFacts& facts) {
    Writer writer(sheet);
    write_about(writer, subject, facts);
    write_validation(writer, facts.tally);
    write_processing(writer, facts);
    writer.heading("IEC WARD VERIFICATION");
    writer.note(verification_off);
    write_wards(writer, facts.wards);
    write_warnings(writer, facts);
}

}  // namespace rollcall::report
