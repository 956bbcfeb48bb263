// A time zone's clocks, and when they jump.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::queue::bull::repeat {

// Safe from any thread.
class Zone {
public:
    // An IANA name, `utc`, or hours and minutes from it (`UTC+2`, `UTC-03:30`); empty: UTC. Refuses
    // with validation_error what this system does not know.
    static Result<Zone> find(std::string_view name);

    // How far the clocks are ahead of UTC at that moment.
    std::chrono::seconds offset(Instant at) const;
    std::chrono::local_time<Milliseconds> local(Instant at) const;

    // When the clocks show that. Of two such moments the one whose offset is `near`, where that is
    // one of theirs; where they jump over it, as long after the jump as it would be.
    Instant at(std::chrono::local_seconds wall, std::chrono::seconds near) const;

    // The first moment behind `from` at which the offset is another; `until`, where there is none
    // before. Needs: no more than one such moment between them.
    Instant change(Instant from, Instant until) const;

private:
    Zone(std::string name, std::chrono::seconds fixed) : name_(std::move(name)), fixed_(fixed) {}

    std::string name_;  // empty: a fixed offset
    std::chrono::seconds fixed_;
};

}  // namespace rollcall::queue::bull::repeat
