// How long a client may keep us waiting for the next bytes of a transfer.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "net/settings.hpp"

namespace rollcall::net {

// Only waiting for the client counts, so a slow disk is not held against it.
class Pace {
public:
    using Duration = std::chrono::steady_clock::duration;

    explicit Pace(const Deadlines& deadlines) : deadlines_(deadlines) {}

    // How long the next step may take; never negative.
    Duration allowed() const {
        const auto rate = std::max<std::uint64_t>(deadlines_.bytes_per_second, 1);
        // Whoever sent a GiB in a second has earned a day, but `stall` is for all.
        const Milliseconds earned(std::min<std::uint64_t>(bytes_ / rate, 1'000'000) * 1'000);
        const Duration left = deadlines_.grace + earned - waited_;
        return std::clamp(left, Duration{}, Duration{deadlines_.stall});
    }

    void note(Duration waited, std::uint64_t bytes) {
        waited_ += waited;
        bytes_ += bytes;
    }

private:
    Deadlines deadlines_;
    Duration waited_{};
    std::uint64_t bytes_ = 0;
};

}  // namespace rollcall::net
