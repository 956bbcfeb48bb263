// A row of `jobs` as a Job.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "db/database.hpp"
#include "queue/job.hpp"
#include "queue/retry_policy.hpp"

namespace rollcall::queue::sql {

// A stored id. Throws Failure (corrupt_data) when it is none that we write.
JobId job_id_from(std::string_view stored);

// The job of a statement that returns `(SELECT paused FROM queue_state), *`. A waiting job of a
// paused queue is shown as paused. Throws Failure (corrupt_data) when a word is none that we write.
Job job_from(const db::Query& row);

// Runs such a statement: the job of its first row, or nothing without a row.
std::optional<Job> first_job(db::Query& query);
// The jobs of all its rows.
std::vector<Job> all_jobs(db::Query& query);

// Where such a row stands in the order of arrival.
std::int64_t number_from(const db::Query& row);

// The column of what a statement returns behind the job, from 0.
int column_behind_job(int further);

// Of a row of bull_known: the pause that the job's producer wants between two attempts; nothing:
// ours.
std::optional<Backoff> backoff_from(const db::Query& row);

}  // namespace rollcall::queue::sql
