// A row of `jobs` as a Job.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "db/sqlite/connection.hpp"
#include "queue/job.hpp"
#include "queue/sql/statement_cache.hpp"

namespace rollcall::queue::sql {

// The job of a statement that returns `(SELECT paused FROM queue_state), *`. A waiting job of a
// paused queue is shown as paused. Throws Failure (corrupt_data) when a word is none that we write.
Job job_from(const db::sqlite::Statement& row);

// Runs such a statement: the job of its first row, or nothing without a row.
std::optional<Job> first_job(Use& use);
// The jobs of all its rows.
std::vector<Job> all_jobs(Use& use);

// Where such a row stands in the order of arrival.
std::int64_t number_from(const db::sqlite::Statement& row);

}  // namespace rollcall::queue::sql
