#include "tests/contracts/queue_model.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <tuple>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/retry_policy.hpp"

namespace rollcall::queue {

JobState QueueModel::shown_state(const Entry& entry) const {
    return entry.state == JobState::waiting && paused_ ? JobState::paused : entry.state;
}

QueueModel::Entry* QueueModel::find(const JobId& id) {
    const auto found = std::ranges::find(entries_, id, &Entry::id);
    return found == entries_.end() ? nullptr : &*found;
}

QueueModel::Entry* QueueModel::held(const Fence& fence) {
    auto* entry = find(fence.job);
    const bool is_held =
        entry != nullptr && entry->state == JobState::active && entry->epoch == fence.epoch;
    return is_held ? entry : nullptr;
}

void QueueModel::end(Entry& entry, JobState state, Instant now) {
    entry.state = state;
    entry.finished = now;
}

std::optional<Errc> QueueModel::add(const NewJob& job, Instant now) {
    const auto is_open = [](const Entry& entry) { return !is_final(entry.state); };
    const auto is_theirs = [&](const Entry& entry) {
        return is_open(entry) && entry.user == job.owner.user_id;
    };
    if (std::ranges::count_if(entries_, is_theirs) >= limits_.jobs_per_user) {
        return Errc::rate_limit_exceeded;
    }
    if (std::ranges::count_if(entries_, is_open) >= limits_.jobs) return Errc::queue_full;
    Entry entry;
    entry.id = job.id;
    entry.user = job.owner.user_id;
    entry.number = ++arrived_;
    entry.priority = job.priority;
    entry.queued = now;
    entry.attempts_max = job.attempts_max;
    if (job.run_at && *job.run_at > now) {
        entry.state = JobState::delayed;
        entry.run_at = *job.run_at;
    }
    entries_.push_back(entry);
    return std::nullopt;
}

bool QueueModel::is_before(const Entry& left, const Entry& right, Instant now) const {
    const auto key = [&](const Entry& entry) {
        const std::int64_t steps = (now - entry.queued) / limits_.aging;
        const auto aged = std::max<std::int64_t>(1, entry.priority - steps);
        return std::tuple(aged, entry.queued, entry.number);
    };
    return key(left) < key(right);
}

QueueModel::Entry* QueueModel::most_urgent(Instant now) {
    Entry* best = nullptr;
    for (auto& entry : entries_) {
        if (shown_state(entry) != JobState::waiting) continue;
        if (best == nullptr || is_before(entry, *best, now)) best = &entry;
    }
    return best;
}

std::string QueueModel::claim(Instant now, std::chrono::milliseconds lease) {
    auto* entry = most_urgent(now);
    if (entry == nullptr) {
        take_back(now, now);
        entry = most_urgent(now);
    }
    if (entry == nullptr) return "";
    entry->state = JobState::active;
    entry->lease_until = now + lease;
    ++entry->epoch;
    return entry->id.text();
}

std::optional<Errc> QueueModel::renew(const Fence& fence, Instant until) {
    auto* entry = held(fence);
    if (entry == nullptr) return Errc::lease_lost;
    entry->lease_until = until;
    return std::nullopt;
}

std::optional<Errc> QueueModel::note(const Fence& fence, const Note& note) {
    auto* entry = held(fence);
    if (entry == nullptr) return Errc::lease_lost;
    entry->progress = std::max(entry->progress, note.progress);
    if (note.advanced) entry->stalls = 0;
    return std::nullopt;
}

std::optional<Errc> QueueModel::complete(const Fence& fence, Instant now) {
    auto* entry = held(fence);
    if (entry == nullptr) return Errc::lease_lost;
    end(*entry, JobState::completed, now);
    entry->progress = 100;
    return std::nullopt;
}

std::optional<Errc> QueueModel::fail(const Fence& fence, Instant now, bool retry) {
    auto* entry = held(fence);
    if (entry == nullptr) return Errc::lease_lost;
    ++entry->attempts_made;
    if (!retry || entry->attempts_made >= entry->attempts_max) {
        end(*entry, JobState::failed, now);
        return std::nullopt;
    }
    entry->state = JobState::delayed;
    entry->run_at = now + retry_delay(retries_, entry->attempts_made, 0.0);
    return std::nullopt;
}

std::optional<Errc> QueueModel::end_cancelled(const Fence& fence, Instant now) {
    auto* entry = held(fence);
    if (entry == nullptr) return Errc::lease_lost;
    end(*entry, JobState::cancelled, now);
    entry->cancel_requested = true;
    return std::nullopt;
}

std::optional<Errc> QueueModel::give_back(const Fence& fence) {
    auto* entry = held(fence);
    if (entry == nullptr) return Errc::lease_lost;
    entry->state = JobState::waiting;
    return std::nullopt;
}

std::optional<Errc> QueueModel::retry(const JobId& id, Instant now) {
    auto* entry = find(id);
    if (entry == nullptr) return Errc::not_found;
    if (entry->state != JobState::failed) return Errc::wrong_state;
    entry->state = JobState::waiting;
    entry->queued = now;
    entry->attempts_max = entry->attempts_made + 1;
    entry->stalls = 0;
    entry->cancel_requested = false;
    return std::nullopt;
}

std::optional<Errc> QueueModel::cancel(const JobId& id, Instant now) {
    auto* entry = find(id);
    if (entry == nullptr) return Errc::not_found;
    if (is_final(entry->state)) return Errc::wrong_state;
    entry->cancel_requested = true;
    if (entry->state != JobState::active) end(*entry, JobState::cancelled, now);
    return std::nullopt;
}

void QueueModel::sweep(Instant now) {
    take_back(now, now);
    for (auto& entry : entries_) {
        if (entry.state != JobState::delayed || entry.run_at > now) continue;
        entry.state = JobState::waiting;
        entry.queued = entry.run_at;
    }
}

void QueueModel::take_back(Instant leases_until, Instant now) {
    for (auto& entry : entries_) {
        if (entry.state != JobState::active || entry.lease_until > leases_until) continue;
        if (++entry.stalls > limits_.stalls_max) {
            end(entry, JobState::failed, now);
        } else {
            entry.state = JobState::waiting;
        }
    }
}

std::vector<std::string> QueueModel::clean(Instant before, std::uint32_t limit) {
    std::vector<Entry> ended;
    for (const auto& entry : entries_) {
        if (is_final(entry.state) && entry.finished < before) ended.push_back(entry);
    }
    std::ranges::sort(ended, {}, [](const Entry& entry) {
        return std::tuple(entry.finished, entry.number);
    });
    if (ended.size() > limit) ended.resize(limit);
    std::vector<std::string> removed;
    for (const auto& entry : ended) {
        removed.push_back(entry.id.text());
        std::erase_if(entries_, [&](const Entry& other) { return other.id == entry.id; });
    }
    std::ranges::sort(removed);
    return removed;
}

std::vector<std::string> QueueModel::order(Instant now) const {
    std::vector<Entry> waiting;
    for (const auto& entry : entries_) {
        if (entry.state == JobState::waiting) waiting.push_back(entry);
    }
    std::ranges::sort(waiting, [&](const Entry& left, const Entry& right) {
        return is_before(left, right, now);
    });
    std::vector<std::string> ids;
    for (const auto& entry : waiting)
        ids.push_back(entry.id.text());
    return ids;
}

Counts QueueModel::counts() const {
    Counts counts;
    for (const auto& entry : entries_) {
        switch (shown_state(entry)) {
            case JobState::waiting: ++counts.waiting; break;
            case JobState::delayed: ++counts.delayed; break;
            case JobState::active: ++counts.active; break;
            case JobState::completed: ++counts.completed; break;
            case JobState::failed: ++counts.failed; break;
            case JobState::cancelled: ++counts.cancelled; break;
            case JobState::paused: ++counts.paused; break;
        }
    }
    return counts;
}

}  // namespace rollcall::queue
