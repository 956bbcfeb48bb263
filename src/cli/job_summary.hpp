// A job's summary out of the server's status answer.
#pragma once

#include <boost/json/object.hpp>

#include "cli/summary.hpp"

namespace rollcall::cli {

Summary summary_of_status(const boost::json::object& status);

}  // namespace rollcall::cli
