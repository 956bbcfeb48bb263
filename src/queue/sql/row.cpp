#include "queue/sql/row.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/mode.hpp"
#include "db/database.hpp"
#include "queue/job.hpp"

namespace rollcall::queue::sql {
namespace {

using db::Query;

// As schema_1.sql and schema_2.sql have them, behind `paused`.
enum Column : std::uint8_t {
    paused,
    number,
    id,
    user_id,
    email,
    role,
    province_code,
    municipality_code,
    file_name,
    file_size,
    file_sha256,
    mode,
    dry_run,
    priority,
    state,
    stage,
    waiting_for,
    progress,
    cancel_requested,
    attempts_made,
    attempts_max,
    stalls,
    epoch,
    seq,
    created_ms,
    run_at_ms,
    queued_ms,
    started_ms,
    finished_ms,
    lease_owner,
    lease_until_ms,
    error_code,
    error_message,
    first_error_code,
    first_error_message,
    message,
    report_name,
    processed_by,
};

[[noreturn]] void throw_corrupt(std::string_view what, std::string_view found) {
    throw Failure(
        "read a job: " + std::string(found) + " is no " + std::string(what), Broken::corrupt_data
    );
}

std::string text(const Query& row, Column column) {
    return std::string(row.text(column));
}

template <class Number>
Number number_of(const Query& row, Column column) {
    return static_cast<Number>(row.integer(column));
}

std::optional<Instant> instant(const Query& row, Column column) {
    if (row.is_null(column)) return std::nullopt;
    return Instant{Milliseconds{row.integer(column)}};
}

std::optional<Reason> reason(const Query& row, Column code, Column why) {
    if (row.is_null(code)) return std::nullopt;
    return Reason{.code = text(row, code), .message = text(row, why)};
}

template <class Word, class Names>
Word word(const Names& names, std::string_view name) {
    const auto* found = std::ranges::find(names, name);
    if (found == names.end()) throw_corrupt("word of a job", name);
    return static_cast<Word>(found - names.begin());
}

JobState shown_state(const Query& row) {
    const auto stored = word<JobState>(job_state_names, row.text(state));
    return stored == JobState::waiting && row.integer(paused) != 0 ? JobState::paused : stored;
}

}  // namespace

JobId job_id_from(std::string_view stored) {
    auto parsed = JobId::parse(stored);
    if (!parsed) throw_corrupt("job id", stored);
    return *std::move(parsed);
}

Job job_from(const Query& row) {
    return {
        .id = job_id_from(row.text(id)),
        .owner =
            {.user_id = text(row, user_id),
             .email = text(row, email),
             .role = text(row, role),
             .province_code = text(row, province_code),
             .municipality_code = text(row, municipality_code)},
        .file_name = text(row, file_name),
        .file_size = number_of<std::uint64_t>(row, file_size),
        .file_sha256 = text(row, file_sha256),
        .mode = word<Mode>(mode_names, row.text(mode)),
        .dry_run = row.integer(dry_run) != 0,
        .priority = number_of<int>(row, priority),
        .state = shown_state(row),
        .stage = word<Stage>(stage_names, row.text(stage)),
        .waiting_for = word<WaitingFor>(waiting_for_names, row.text(waiting_for)),
        .progress = number_of<std::uint32_t>(row, progress),
        .cancel_requested = row.integer(cancel_requested) != 0,
        .attempts_made = number_of<std::uint32_t>(row, attempts_made),
        .attempts_max = number_of<std::uint32_t>(row, attempts_max),
        .stalls = number_of<std::uint32_t>(row, stalls),
        .epoch = number_of<std::uint64_t>(row, epoch),
        .seq = number_of<std::uint64_t>(row, seq),
        .created_at = Instant{Milliseconds{row.integer(created_ms)}},
        .queued_at = Instant{Milliseconds{row.integer(queued_ms)}},
        .run_at = instant(row, run_at_ms),
        .started_at = instant(row, started_ms),
        .finished_at = instant(row, finished_ms),
        .error = reason(row, error_code, error_message),
        .first_error = reason(row, first_error_code, first_error_message),
        .message = text(row, message),
        .report_name = text(row, report_name),
        .processed_by = text(row, processed_by),
    };
}

std::optional<Job> first_job(Query& query) {
    return query.step() ? std::optional(job_from(query)) : std::nullopt;
}

std::vector<Job> all_jobs(Query& query) {
    std::vector<Job> jobs;
    while (query.step())
        jobs.push_back(job_from(query));
    return jobs;
}

std::int64_t number_from(const Query& row) {
    return row.integer(number);
}

int column_behind_job(int further) {
    return processed_by + 1 + further;
}

std::optional<Backoff> backoff_from(const Query& row) {
    constexpr int ms = 2;
    constexpr int grows = 3;
    if (row.is_null(ms)) return std::nullopt;
    return Backoff{
        .delay = std::chrono::milliseconds{row.integer(ms)}, .grows = row.integer(grows) != 0};
}

}  // namespace rollcall::queue::sql
