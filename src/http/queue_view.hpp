// The queue as somebody sees it: over which jobs, and their counts as JSON.
#pragma once

#include <boost/json/object.hpp>

#include "access/principal.hpp"
#include "queue/queue.hpp"

namespace rollcall::http {

// The jobs that this person may see.
queue::Scope scope_of(const access::Principal& who);

// The object of GET /queue/stats.
boost::json::object counts_view(const queue::Counts& counts);

}  // namespace rollcall::http
