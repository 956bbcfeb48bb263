// What a report is about, from whoever knows the job.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace rollcall::report {

struct Subject {
    JobId job;
    std::string file_name;
    std::string uploader;  // the address people know
    std::string state;     // "completed", "failed", "cancelled"
    std::string mode;
    bool dry_run = false;
    std::string message;  // how it ended, e.g. "12,000 of 60,000 rows were loaded and stay"
    Instant started_at{};
    Instant finished_at{};
    Instant generated_at{};
    std::string time_zone;  // people see times in it
};

// "bulk-upload-report-<job_id>.xlsx", "bulk-upload-corrections-<job_id>.xlsx".
std::string report_name(const JobId& job);
std::string corrections_name(const JobId& job);

}  // namespace rollcall::report
