// One run of a job by one worker: what the worker and the lease keeper know of each other.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include "base/clock.hpp"
#include "queue/queue.hpp"

namespace rollcall::work {

// Why an attempt was asked to stop. The first reason stands.
enum class StopReason : std::uint8_t {
    none,
    cancelled,  // somebody asked for it
    shutdown,   // this process stops: the job goes back at once
    timed_out,  // no progress for too long
    fenced,     // the lease is lost: nothing more may be written
};

// Safe from any thread.
class Attempt {
public:
    // Needs: `held_until` as set_held_until has it.
    Attempt(
        queue::Lease lease,
        const Clock& clock,
        std::chrono::steady_clock::time_point held_until
    );

    const queue::Job& job() const { return lease_.job; }
    queue::Fence fence() const { return {lease_.job.id, lease_.epoch}; }

    std::stop_token stop_token() const { return stop_.get_token(); }
    bool stopping() const { return stop_.stop_requested(); }
    void stop(StopReason reason);
    StopReason stop_reason() const { return reason_.load(); }

    // Something was done: a chunk was committed, rows of the report were written.
    void touch();
    std::chrono::milliseconds idle() const;

    // Waits until the time has passed or the attempt is asked to stop; counts as progress.
    void wait(std::chrono::milliseconds time);

    // What the work waits for outside itself; stands until it gets on again.
    queue::WaitingFor waiting_for() const { return waiting_for_.load(); }
    void set_waiting_for(queue::WaitingFor what) { waiting_for_ = what; }

    // Until when the lease is held for certain: as long after it was asked for, by this process's
    // own measure of time, as the queue's clock gives it. Machines need not agree on the hour.
    std::chrono::steady_clock::time_point held_until() const {
        return std::chrono::steady_clock::time_point{
            std::chrono::steady_clock::duration{held_until_.load()}};
    }
    void set_held_until(std::chrono::steady_clock::time_point until) {
        held_until_ = until.time_since_epoch().count();
    }

private:
    const queue::Lease lease_;
    const Clock& clock_;
    std::stop_source stop_;
    std::atomic<StopReason> reason_{StopReason::none};
    std::atomic<std::chrono::steady_clock::rep> touched_;
    std::atomic<std::chrono::steady_clock::rep> held_until_;
    std::atomic<queue::WaitingFor> waiting_for_{queue::WaitingFor::nothing};
    std::mutex waiting_;
    std::condition_variable_any woken_;
};

}  // namespace rollcall::work
