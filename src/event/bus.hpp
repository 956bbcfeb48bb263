// The events of the house and the bus that carries them within this process.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>

#include "base/guarded.hpp"
#include "base/ids.hpp"

namespace rollcall::event {

// A job came into the queue, or became due: a worker may claim.
struct JobQueued {
    JobId job;
};

// A job changed its state (`state` as on the wire).
struct JobChanged {
    JobId job;
    std::string state;
};

// A running job got on, or waits for something, and its `seq` grew.
struct JobProgressed {
    JobId job;
};

// Somebody asked a running job to stop.
struct CancelRequested {
    JobId job;
};

// Events of other nodes may have been missed: whoever lives by hints looks at everything again.
struct Missed {};

using Event = std::variant<JobQueued, JobChanged, JobProgressed, CancelRequested, Missed>;

// The job that it is about; null: about none.
const JobId* job_of(const Event& event);

// Hands each event to every subscriber, on the publisher's thread. Safe from any thread; a
// subscriber must be quick, must not throw and must not publish.
class Bus {
public:
    using Listener = std::function<void(const Event&)>;

    // Ends its subscription when it goes; afterwards the listener is not called again.
    class Subscription {
    public:
        Subscription() = default;
        Subscription(Bus& bus, std::uint64_t id) : bus_(&bus), id_(id) {}
        Subscription(Subscription&& other) noexcept;
        Subscription& operator=(Subscription&& other) noexcept;
        Subscription(const Subscription&) = delete;
        Subscription& operator=(const Subscription&) = delete;
        ~Subscription();

    private:
        friend class Bus;
        void end();
        Bus* bus_ = nullptr;
        std::uint64_t id_ = 0;
    };

    [[nodiscard]] Subscription subscribe(Listener listener);
    void publish(const Event& event);
    // For who carries events in from elsewhere: its own subscription does not hear this one.
    void publish_past(const Subscription& ours, const Event& event);

private:
    void hand_out(const Event& event, const Subscription* past);

    struct Listeners {
        std::uint64_t next_id = 1;
        std::map<std::uint64_t, Listener> by_id;
    };
    Guarded<Listeners> listeners_;
};

}  // namespace rollcall::event
