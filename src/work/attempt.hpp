// One run of a job by one worker: what the worker and the lease keeper know of each other.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
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
    overran,    // the run took longer than its producer allowed
    fenced,     // the lease is lost: nothing more may be written
};

// How long one run may take; nothing: any time.
using TimeLimit = std::optional<std::chrono::milliseconds>;

// Safe from any thread.
class Attempt {
public:
    using Time = std::chrono::steady_clock::time_point;

    // The lease is held at least until `held_until`, by the clock's steady time. The run may take
    // as long as the limit, where there is one, whatever it does or waits for.
    Attempt(queue::Lease lease, const Clock& clock, Time held_until, TimeLimit limit = {});

    const queue::Job& job() const { return lease_.job; }
    queue::Fence fence() const { return {lease_.job.id, lease_.epoch}; }

    std::stop_token stop_token() const { return stop_.get_token(); }
    bool stopping() const { return stop_.stop_requested(); }
    void stop(StopReason reason);
    StopReason stop_reason() const { return reason_.load(); }

    // Something was done: a chunk was committed, rows of the report were written.
    void touch();
    std::chrono::milliseconds idle() const;

    // Whether the run has taken longer than it may.
    bool overruns() const;
    TimeLimit time_limit() const { return limit_; }

    // Waits until the time has passed or the attempt is asked to stop; counts as progress.
    void wait(std::chrono::milliseconds time);

    // What the work waits for outside itself; stands until it gets on again.
    queue::WaitingFor waiting_for() const { return waiting_for_.load(); }
    void set_waiting_for(queue::WaitingFor what) { waiting_for_ = what; }

    // Never by the wall clock: the database's may be minutes off from this machine's.
    Time held_until() const { return Time{Time::duration{held_until_.load()}}; }
    void set_held_until(Time until) { held_until_ = until.time_since_epoch().count(); }

private:
    const queue::Lease lease_;
    const TimeLimit limit_;
    const Clock& clock_;
    const Time started_;
    std::stop_source stop_;
    std::atomic<StopReason> reason_{StopReason::none};
    std::atomic<Time::rep> touched_;
    std::atomic<Time::rep> held_until_;
    std::atomic<queue::WaitingFor> waiting_for_{queue::WaitingFor::nothing};
    std::mutex waiting_;
    std::condition_variable_any woken_;
};

// Why a run failed that overran its limit, in the words of Bull, whose producers set one.
queue::Reason overrun(const Attempt& attempt);

}  // namespace rollcall::work
