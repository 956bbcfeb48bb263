#include "cli/check_command.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include <fcntl.h>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "check/check.hpp"
#include "check/geography/ward_index.hpp"
#include "work/geography_file.hpp"

namespace rollcall::cli {
namespace {

using load::Outcome;

Outcome outcome_of(check::Verdict verdict) {
    switch (verdict) {
        case check::Verdict::taken: return Outcome::inserted;
        case check::Verdict::invalid: return Outcome::invalid;
        case check::Verdict::duplicate: return Outcome::duplicate;
        case check::Verdict::out_of_scope: break;
    }
    return Outcome::out_of_scope;
}

void count(load::Tally& tally, const check::Chunk& chunk) {
    for (const auto& row : chunk.rows) {
        ++tally.of(outcome_of(row.verdict));
        ++(row.id_valid ? tally.valid_ids : tally.invalid_ids);
        if (row.id_seen_first) ++tally.unique_records;
    }
    for (const auto& finding : chunk.findings) {
        if (check::severity_of(finding.code) == check::Severity::warning) ++tally.warnings;
    }
}

Result<Descriptor> open_file(const std::string& path) {
    Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return refuse(Errc::not_found, path + ": " + std::strerror(errno));
    return file;
}

// Null: none was asked for.
Result<std::unique_ptr<const check::Geography>> read_geography(const CheckOptions& options) {
    if (options.geography.empty()) return nullptr;
    const auto file = open_file(options.geography);
    if (!file) return std::unexpected(file.error());
    work::RowsQuery query;
    query.file = file->get();
    query.file_name = std::filesystem::path(options.geography).filename();
    const auto list = work::read_geography(query, options.reader);
    if (!list) {
        return refuse(list.error().code, options.geography + ": " + list.error().message);
    }
    return std::make_unique<const check::geography::WardIndex>(*list);
}

}  // namespace

Result<Summary> check_file(const CheckOptions& options) {
    const auto started = std::chrono::steady_clock::now();
    const auto geography = read_geography(options);
    if (!geography) return std::unexpected(geography.error());
    const auto file = open_file(options.path);
    if (!file) return std::unexpected(file.error());
    work::RowsQuery query;
    query.file = file->get();
    query.file_name = std::filesystem::path(options.path).filename();
    auto rows = work::open_rows(query, options.reader);
    if (!rows) return std::unexpected(rows.error());

    check::Context context;
    context.today = day_in_zone(SystemClock().now(), options.time_zone);
    context.judge_only = true;
    context.geography = geography->get();
    context.date1904 = rows->reader->info().date1904;
    check::Checks checks(rows->header, context);
    Summary summary;
    check::Chunk chunk;
    checks.judge(rows->first, rows->header.first_data_row, chunk);
    sheet::Batch batch;
    for (;;) {
        count(summary.tally, chunk);
        chunk.clear();
        const auto more = rows->reader->next(batch);
        if (!more) return std::unexpected(more.error());
        if (!*more) break;
        checks.judge(batch, 0, chunk);
    }
    if (summary.tally.total() == 0) {
        return refuse(Errc::no_rows, "the sheet has a header row but no member below it: add rows");
    }
    const auto facts = work::facts_of(*rows, summary.tally.total());
    summary.file_name = query.file_name;
    summary.sheet_name = facts.sheet_name;
    summary.warnings = facts.warnings;
    summary.status = "checked";
    summary.message = "nothing was stored; \"inserted\" counts the rows that can be loaded";
    summary.duration = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - started
    );
    return summary;
}

}  // namespace rollcall::cli
