// Keeps the leases of running jobs alive, hears of cancels, and stops what makes no progress.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "event/bus.hpp"
#include "queue/queue.hpp"
#include "work/attempt.hpp"
#include "work/keeper.hpp"

namespace rollcall::work {

struct LeaseSettings {
    std::chrono::milliseconds lease{15'000};
    // Without progress for so long an attempt is stopped (JOB_TIMEOUT_MS).
    std::chrono::milliseconds idle_max{600'000};
    // How often the thread looks: often enough that a cancel through another process stops the work
    // within two seconds. Nothing: there is no thread, and whoever made the keeper ticks.
    std::optional<std::chrono::milliseconds> interval{500};
};

// A thread of its own does nothing else, so that no long commit or report costs a lease.
// Safe from any thread.
class LeaseKeeper {
public:
    LeaseKeeper(queue::Queue& queue, event::Bus& bus, const Clock& clock, LeaseSettings settings);

    const LeaseSettings& settings() const { return settings_; }

    // Watches the attempt until the returned guard goes.
    class Watch {
    public:
        Watch(LeaseKeeper& keeper, Attempt& attempt);
        Watch(const Watch&) = delete;
        Watch& operator=(const Watch&) = delete;
        ~Watch();

    private:
        LeaseKeeper& keeper_;
        Attempt& attempt_;
    };

    // Asks every running attempt to stop, and each that would still begin: this process stops.
    void shut_down();

    // One round: renews what is due, stops what must stop. The thread calls it; or, without one,
    // its maker.
    void tick();

private:
    struct Watched {
        std::vector<Attempt*> attempts;
        bool shutting_down = false;
        bool must_ask = false;  // a cancel may have been missed
    };

    std::vector<queue::Fence> due();
    void renew(const queue::Fence& fence);
    void hear(const event::Event& event);

    queue::Queue& queue_;
    const Clock& clock_;
    const LeaseSettings settings_;
    Guarded<Watched> watched_;
    event::Bus::Subscription subscription_;
    std::optional<Keeper> keeper_;
};

}  // namespace rollcall::work
