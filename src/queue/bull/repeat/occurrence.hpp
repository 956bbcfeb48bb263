// When a cron expression's next time is, by a zone's clocks.
#pragma once

#include <optional>

#include "base/clock.hpp"
#include "queue/bull/repeat/cron.hpp"
#include "queue/bull/repeat/zone.hpp"

namespace rollcall::queue::bull::repeat {

// The first time behind `after`, to the second; nothing: none of the next 10,000 days and months
// that come into question has one.
//
// Where clocks jump forward by an hour, what should come in it comes in the next, at the same
// minutes. Where they are put back by an hour, what has come in it does not come again. Neither is
// so for who comes in every hour, nor once `after` is behind that moment.
std::optional<Instant> next_time(const Cron& cron, Instant after, const Zone& zone);

}  // namespace rollcall::queue::bull::repeat
