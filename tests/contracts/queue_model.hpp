// A queue as simple as can be: a list of jobs and the plain formulas of docs/queue.md. What a real
// queue does is compared with it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "queue/queue.hpp"

namespace rollcall::queue {

class QueueModel {
public:
    struct Entry {
        JobId id;
        std::string user;
        std::uint64_t number = 0;  // in the order of arrival
        std::int64_t priority = 1;
        JobState state = JobState::waiting;
        Instant queued{};
        Instant run_at{};
        Instant lease_until{};
        Instant finished{};
        std::uint64_t epoch = 0;
        std::uint32_t attempts_made = 0;
        std::uint32_t attempts_max = 2;
        std::uint32_t stalls = 0;
        std::uint32_t progress = 0;
        bool cancel_requested = false;
    };

    QueueModel(const QueueLimits& limits, const RetryPolicy& retries)
        : limits_(limits), retries_(retries) {}

    // Why it is refused, or nothing.
    std::optional<Errc> add(const NewJob& job, Instant now);
    // The job's id; empty: none.
    std::string claim(Instant now, std::chrono::milliseconds lease);
    std::optional<Errc> renew(const Fence& fence, Instant until);
    std::optional<Errc> note(const Fence& fence, const Note& note);
    std::optional<Errc> complete(const Fence& fence, Instant now);
    std::optional<Errc> fail(const Fence& fence, Instant now, bool retry);
    std::optional<Errc> end_cancelled(const Fence& fence, Instant now);
    std::optional<Errc> give_back(const Fence& fence);
    std::optional<Errc> retry(const JobId& id, Instant now);
    std::optional<Errc> cancel(const JobId& id, Instant now);
    void pause(bool paused) { paused_ = paused; }
    void sweep(Instant now);
    void take_back(Instant leases_until, Instant now);
    std::vector<std::string> clean(Instant before, std::uint32_t limit);

    const std::vector<Entry>& entries() const { return entries_; }
    // The ids of the waiting jobs in the order in which they would be claimed.
    std::vector<std::string> order(Instant now) const;
    Counts counts() const;
    JobState shown_state(const Entry& entry) const;

private:
    Entry* find(const JobId& id);
    Entry* held(const Fence& fence);
    Entry* most_urgent(Instant now);
    bool is_before(const Entry& left, const Entry& right, Instant now) const;
    static void end(Entry& entry, JobState state, Instant now);

    QueueLimits limits_;
    RetryPolicy retries_;
    bool paused_ = false;
    std::uint64_t arrived_ = 0;
    std::vector<Entry> entries_;  // in the order of arrival
};

}  // namespace rollcall::queue
