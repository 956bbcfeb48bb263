#include "tests/sim/simulation.hpp"

#include <cstdint>

#include "tests/sim/checker.hpp"
#include "tests/sim/director.hpp"
#include "tests/sim/plants.hpp"
#include "tests/sim/stores.hpp"
#include "tests/sim/storm.hpp"

namespace rollcall::sim {

Verdict simulate(std::uint64_t seed, const StoresMaker& maker, Plant plant) {
    Storm storm(seed, maker, plant);
    Director director(storm);
    director.rage();
    if (!director.heal()) storm.chronicle.complain("some jobs do not end");
    check_promises(storm, director);
    return {storm.chronicle.complaints(), storm.chronicle.sightings(), storm.chronicle.journal()};
}

}  // namespace rollcall::sim
