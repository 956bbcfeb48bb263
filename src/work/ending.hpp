// How a run of a job ended: closed, so that the worker's one switch tells what becomes of it.
#pragma once

#include <string>
#include <variant>

#include "queue/job.hpp"

namespace rollcall::work {

struct Completed {
    std::string message;
    std::string report_name;
};
// The file cannot be loaded, whoever tries: no retry.
struct Rejected {
    queue::Reason reason;
};
// An error that may pass: another attempt, while there are some left.
struct Failed {
    queue::Reason reason;
};
// Asked to stop by a person; what was committed stays.
struct Cancelled {
    std::string message;
};
// This process stops; another worker goes on where this one was.
struct Interrupted {};
// Another attempt has taken the job over: nothing more may be said of it from here.
struct Fenced {};

using Ending = std::variant<Completed, Rejected, Failed, Cancelled, Interrupted, Fenced>;

}  // namespace rollcall::work
