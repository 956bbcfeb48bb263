// What the system knows of time zones. Names are IANA's; an unknown one counts as UTC.
#pragma once

#include <chrono>
#include <ctime>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace rollcall {

// What the zone's clocks and calendar show at that moment.
std::tm fields_in_zone(Instant at, std::string_view zone);

// How far the zone's clocks are ahead of UTC at that moment.
std::chrono::seconds utc_offset(Instant at, std::string_view zone);

// The zone of this machine's own clocks: of TZ in the environment, else of /etc/localtime.
std::string machine_zone();

}  // namespace rollcall
