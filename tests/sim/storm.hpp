// What the parts of one schedule share.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/manual_clock.hpp"
#include "tests/sim/actor.hpp"
#include "tests/sim/chance.hpp"
#include "tests/sim/chronicle.hpp"
#include "tests/sim/files.hpp"
#include "tests/sim/made_file.hpp"
#include "tests/sim/news.hpp"
#include "tests/sim/plants.hpp"
#include "tests/sim/stores.hpp"

namespace rollcall::sim {

struct Storm {
    Storm(std::uint64_t seed, const StoresMaker& maker, Plant planted)
        : chance(seed), plant(planted), stores(maker.make(clock)), chronicle(clock) {}

    Chance chance;
    const Plant plant;
    ManualClock clock;  // the true time, and the database's
    std::unique_ptr<Stores> stores;
    Files files;
    Chronicle chronicle;
    News news{chronicle};
    // Until then things go wrong.
    bool is_raging = true;
};

}  // namespace rollcall::sim
