// The job that a command was asked about.
#pragma once

#include <string>

#include "app/stores.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"

namespace rollcall::app {

// Refuses with validation_error what is no id, not_found, and wrong_state before the job's end.
Result<queue::Job> ended_job(Stores& stores, const std::string& id);

}  // namespace rollcall::app
