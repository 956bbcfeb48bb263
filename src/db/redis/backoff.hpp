// Pauses that grow and differ, so that those who wait for one server do not all come at once.
#pragma once

#include <chrono>
#include <functional>

namespace rollcall::db::redis {

// From 0 to below 1.
using Chance = std::function<double()>;
// Seeded by the system; used by one thread at a time.
Chance system_chance();

class Backoff {
public:
    static constexpr std::chrono::milliseconds first{100};
    static constexpr std::chrono::milliseconds max{5'000};

    explicit Backoff(Chance chance) : chance_(std::move(chance)) {}

    // Each is up to twice the one before; between half and the whole of it, by chance.
    std::chrono::milliseconds next();
    void reset() { whole_ = first; }

private:
    Chance chance_;
    std::chrono::milliseconds whole_ = first;
};

}  // namespace rollcall::db::redis
