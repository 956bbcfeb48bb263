// What a mirror of the queue elsewhere asks of its tables.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "db/database.hpp"
#include "queue/job.hpp"
#include "queue/retry_policy.hpp"

namespace rollcall::queue::sql {

// A job, and the name by which Bull knows it: the job's own id, unless a Bull producer added it.
struct NamedJob {
    std::string bull_id;
    Job job;
};

// Something of which the mirror has an old picture.
struct Stale {
    std::string bull_id;     // empty: whether the queue is paused
    std::optional<Job> job;  // nothing: it is gone
};

// By what a Redis is known again.
struct Memory {
    std::string run_id;
    std::string canary;        // a word that we left there
    std::int64_t counter = 0;  // of Bull's ids, which only grows

    bool operator==(const Memory&) const = default;
};

// A job by Bull's name, and what its producer there asked for that others lack.
struct BullJob {
    JobId id;
    std::string bull_id;
    std::chrono::milliseconds timeout{0};           // of one run; 0: none
    std::optional<Backoff> backoff = std::nullopt;  // nothing: ours
};

// Safe from any thread. Throws Failure when the store breaks.
class Mirrored {
public:
    explicit Mirrored(db::Database& database) : database_(database) {}

    // From here on each change marks its job; what is open already is marked at once. Once is
    // enough, for all processes and for ever.
    void begin();
    // The queue is mirrored no more.
    void end();

    // Up to so many of the marked, for who asks alone until it settles; what it did not settle it
    // is given again, and others are, ten seconds later.
    std::vector<Stale> take(std::string_view taker, std::uint32_t limit);
    // The mirror was told of what was taken; what changed meanwhile stays marked.
    void settle(std::string_view taker);
    void mark(const JobId& id);
    bool is_marked(const JobId& id);
    // All that is open: the mirror has lost its memory.
    void mark_open();
    std::uint64_t marked();

    struct Page {
        std::vector<NamedJob> jobs;
        std::int64_t last = 0;  // what the next page begins behind
    };
    // Jobs that have not ended, in the order of arrival.
    Page open(std::int64_t after, std::uint32_t limit);
    // Active jobs that somebody else runs.
    std::vector<NamedJob> elsewhere();
    // The job that Bull knows by this name.
    std::optional<NamedJob> find(std::string_view bull_id);

    // A job as Bull knows it; under its own name, unless a Bull producer added it.
    BullJob known(const JobId& id);
    std::string name_of(const JobId& id) { return known(id).bull_id; }

    // One name, one job: what the name stood for before has none in Bull's world any more.
    void remember(const BullJob& job);
    // The job has none any more: who comes by its name is another.
    void give_way(const JobId& id);
    void forget(const JobId& id);

    std::optional<Memory> memory();
    void remember(const Memory& memory);

private:
    db::Database& database_;
};

}  // namespace rollcall::queue::sql
