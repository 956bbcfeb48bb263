// queue: what a job goes through between its upload and its end.
//
// Everything above this header (workers, the API) speaks these verbs and no others. Each
// implementation makes one verb one atomic, durable step and passes tests/contracts/queue_contract.
// No type of a database appears here. States and arrows: docs/queue.md.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"
#include "queue/retry_policy.hpp"

namespace rollcall::queue {

// How long an Idempotency-Key is remembered, and how long a completed job stands in the way of the
// same bytes.
inline constexpr std::chrono::hours keys_live{48};
inline constexpr std::chrono::hours duplicates_count{24};

// Who asks for a change, for the audit; all are views of what outlives the call.
struct Asker {
    // Who acts by itself is known by its name alone.
    template <std::convertible_to<std::string_view> Name>
    explicit(false)
        Asker(const Name& who, std::string_view from = {}, std::string_view address = {})
        : id(who), origin(from), email(address) {}

    // As people know them.
    std::string_view shown() const { return email.empty() ? id : email; }

    std::string_view id;      // of a user, or the name of what acts by itself
    std::string_view origin;  // where from: an address on the network; empty: from within
    std::string_view email;   // empty: none beside the id
};

// The same request twice is one job.
struct Idempotency {
    std::string key;          // 1 to 255 characters, unique for its user
    std::string fingerprint;  // SHA-256 of file and options: other bytes under the same key refuse
};

struct NewJob {
    JobId id;
    Owner owner;
    std::string origin = {};  // where it was sent from, for the audit; empty: from within
    std::string file_name;
    std::uint64_t file_size = 0;
    std::string file_sha256;
    Mode mode = Mode::upsert;
    bool dry_run = false;
    bool force = false;            // take it although the same bytes were uploaded within 24 h
    bool named_elsewhere = false;  // whoever gave the id may add it twice at the same moment
    int priority = 10;
    std::uint32_t attempts_max = 2;
    std::optional<Instant> run_at;
    std::optional<Idempotency> idempotency;
};

struct Added {
    Job job;
    bool replayed = false;  // the key was known: this is the first request's job
};

// How much may be queued (settings MAX_JOBS_PER_USER, MAX_QUEUED_JOBS).
struct QueueLimits {
    std::uint32_t jobs_per_user = 1'000;
    std::uint32_t jobs = 100'000;
    std::chrono::milliseconds aging{60'000};  // a waiting job gains one priority step in this time
    std::uint32_t active_max = 0;             // that run at once, over all processes; 0: no limit
    std::uint32_t stalls_max = 3;  // in a row without progress; the next one ends the job
};

// What a worker holds while it runs a job; the epoch is the fence.
struct Lease {
    Job job;
    std::uint64_t epoch = 0;
    Instant until{};
};

struct Fence {
    JobId job;
    std::uint64_t epoch = 0;
};

struct Renewal {
    Instant until{};
    bool cancel_requested = false;
};

// What a worker tells of a job that runs.
struct Note {
    std::optional<Stage> stage = std::nullopt;  // nothing: as it was
    WaitingFor waiting_for = WaitingFor::nothing;
    std::uint32_t progress = 0;  // a lower one than known is ignored
    bool advanced = false;       // a chunk was committed since: the stall count starts again
};

struct Completion {
    std::string message;
    std::string report_name;
};

// Whose jobs are meant; empty members ask for all.
struct Scope {
    std::string user_id;
    std::string province_code;
    std::string municipality_code;  // together with user_id: either is enough
};

struct ListQuery {
    Scope scope;
    std::optional<JobState> state;
    std::string text;    // in the file name or the uploader's address, any case
    std::string cursor;  // Page::next_cursor of the page before
    std::uint32_t limit = 10;
};

struct Page {
    std::vector<Job> jobs;    // newest first
    std::string next_cursor;  // empty: this was the last
};

struct Counts {
    std::uint64_t waiting = 0;
    std::uint64_t active = 0;
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;
    std::uint64_t delayed = 0;
    std::uint64_t paused = 0;
    std::uint64_t cancelled = 0;
    // Without the cancelled ones, nothing twice.
    std::uint64_t total() const { return waiting + active + completed + failed + delayed + paused; }
};

// Where a waiting job stands. The whole queue counts, not what the asker may see.
struct QueuePosition {
    std::uint64_t position = 0;  // 1: next
    std::optional<std::chrono::seconds>
        estimated_wait;  // from jobs that ended lately; else nothing
};

// What `sweep` did: for the log and for waking workers.
struct Swept {
    std::uint32_t promoted = 0;
    std::uint32_t recovered = 0;
    std::vector<JobId> stalled_out;  // ended as JOB_STALLED
};

struct Cleaned {
    std::vector<Job> removed;  // completed, failed or cancelled longer ago than the grace
};

// Totals of one person's uploads (`/stats`).
struct UserStats {
    std::uint64_t uploads = 0;
    std::uint64_t successful = 0;
    std::uint64_t failed = 0;
    std::uint64_t cancelled = 0;
    std::chrono::milliseconds average_processing{0};
    std::vector<JobId> finished;  // whose ledgers hold the row counts
};

// Safe from any thread. Throws Failure when the store breaks; nothing is then changed.
class Queue {
public:
    Queue() = default;
    Queue(const Queue&) = delete;
    Queue& operator=(const Queue&) = delete;
    virtual ~Queue() = default;

    // Takes a job in: waiting (or delayed) afterwards, and it survives a crash once this returns.
    // Once more the same request (job id, or key) answers with the first job.
    // Refuses with conflict (Error::subject: the job with the same bytes), idempotency_key_reused,
    // rate_limit_exceeded (this person has too many), queue_full.
    virtual Result<Added> add(const NewJob& job) = 0;

    // Hands out the most urgent waiting job, oldest first within one priority, with aging; or
    // nothing (none waits, the queue is paused, or as many as may run at once). Also takes expired
    // leases. Waiting -> active.
    virtual std::optional<Lease>
    claim(std::string_view worker, std::chrono::milliseconds lease) = 0;

    // The verbs of who holds the lease: each refuses with lease_lost once another attempt or an end
    // has taken the job over.
    virtual Result<Renewal> renew(const Fence& fence, std::chrono::milliseconds lease) = 0;
    virtual Result<void> note(const Fence& fence, const Note& note) = 0;
    // Active -> completed.
    virtual Result<void> complete(const Fence& fence, const Completion& completion) = 0;
    // Active -> failed; attempts_made grows. With `retry`: active -> delayed (backoff) while
    // attempts are left.
    virtual Result<Job> fail(const Fence& fence, const Reason& reason, bool retry) = 0;
    // Active -> cancelled.
    virtual Result<void> end_cancelled(const Fence& fence, std::string_view message) = 0;
    // Active -> waiting, at once and without counting an attempt: the worker stops.
    virtual Result<void> give_back(const Fence& fence) = 0;

    // Failed -> waiting, for one more run, now. Refuses with wrong_state, not_found.
    virtual Result<Job> retry(const JobId& id, const Asker& by) = 0;
    // Waiting or delayed -> cancelled; active: asks its worker to stop (cancel_requested).
    // Refuses with wrong_state once it has ended, not_found.
    virtual Result<Job> cancel(const JobId& id, const Asker& by) = 0;

    virtual void pause(const Asker& by) = 0;
    virtual void resume(const Asker& by) = 0;
    virtual bool paused() = 0;

    virtual std::optional<Job> find(const JobId& id) = 0;
    virtual Page list(const ListQuery& query) = 0;
    virtual Counts counts(const Scope& scope) = 0;
    virtual UserStats stats(std::string_view user_id) = 0;
    // Nothing unless it waits.
    virtual std::optional<QueuePosition> position(const JobId& id) = 0;
    // Whether any job refers to these bytes.
    virtual bool refers_to(std::string_view file_sha256) = 0;

    // Due delayed jobs -> waiting; expired leases -> waiting, or failed once stalled too often.
    virtual Swept sweep() = 0;
    // A process that alone owns the store takes its predecessor's leases back at once.
    virtual std::uint32_t take_back_all() = 0;
    // Removes what ended before `before`; the caller removes files and ledgers.
    virtual Cleaned clean(Instant before, std::uint32_t limit, const Asker& by) = 0;

    // The job's log, for people: lines without members' data.
    struct LogLine {
        std::uint64_t number = 0;
        Instant at{};
        std::string level;  // info, warning, error
        std::string text;
    };
    virtual void log(const JobId& id, std::string_view level, std::string_view text) = 0;
    virtual std::vector<LogLine>
    logs(const JobId& id, std::uint64_t after, std::uint32_t limit) = 0;
};

}  // namespace rollcall::queue
