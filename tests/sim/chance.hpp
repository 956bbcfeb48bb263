// What a seed decides: the same numbers again for the same seed, on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>

#include "base/clock.hpp"

namespace rollcall::sim {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : engine_(seed) {}

    // Needs: a bound above zero.
    std::uint64_t below(std::uint64_t bound) { return engine_() % bound; }
    bool one_in(std::uint64_t many) { return below(many) == 0; }
    Milliseconds up_to(Milliseconds most) {
        return Milliseconds{below(static_cast<std::uint64_t>(most.count()) + 1)};
    }
    template <class List>
    auto& any_of(List& list) {
        return list[static_cast<std::size_t>(below(list.size()))];
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace rollcall::sim
