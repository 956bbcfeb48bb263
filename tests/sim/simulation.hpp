// One schedule from its seed to its verdict.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/sim/plants.hpp"
#include "tests/sim/sightings.hpp"
#include "tests/sim/stores.hpp"

namespace rollcall::sim {

struct Verdict {
    std::vector<std::string> complaints;  // promises that were broken
    Sightings sightings;
    std::vector<std::string> journal;  // what happened, step by step
};

Verdict simulate(std::uint64_t seed, const StoresMaker& maker, Plant plant = Plant::none);

}  // namespace rollcall::sim
