// What the command line may set.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "db/redis/settings.hpp"
#include "queue/bull/board.hpp"

namespace rollcall::bull_worker {

struct Flags {
    db::redis::Settings redis;
    std::string prefix = "bull";
    std::string queue = "test";
    queue::bull::BoardSettings board;
    Milliseconds stalled_interval{30'000};
    std::uint32_t stalls_max = 1;
};

// Ends the process when they make no sense, or help was asked for.
Flags read_flags(int argc, char** argv);

}  // namespace rollcall::bull_worker
