// From the bus, on whatever thread, to the io thread: which jobs may have changed.
#pragma once

#include <cstddef>
#include <functional>
#include <map>

#include "base/guarded.hpp"
#include "base/ids.hpp"
#include "event/bus.hpp"
#include "live/loop.hpp"

namespace rollcall::live::jobs {

class Hints {
public:
    // Of each job, whether its state changed (else it only got on).
    using Changed = std::map<JobId, bool>;
    struct Batch {
        Changed jobs;
        // There were more than could be kept, or some of other nodes were missed: look at all.
        bool overflowed = false;
    };
    // `hear` is called on the io thread. The loop has stopped before the hints go.
    Hints(std::size_t jobs_max, Loop& loop, event::Bus& bus, std::function<void(Batch)> hear);

private:
    struct Noted {
        Batch batch;
        bool is_posted = false;
    };

    void note(const event::Event& event);
    void note_job(Noted& noted, const JobId& job, bool changed) const;
    void deliver();

    const std::size_t jobs_max_;
    Loop& loop_;
    std::function<void(Batch)> hear_;
    Guarded<Noted> noted_;
    event::Bus::Subscription subscription_;
};

}  // namespace rollcall::live::jobs
