// Board: Bull's verbs, spoken to Redis.
//
// Any number of processes, ours and Bull's own, act on the same queue: what a verb leaves behind is
// what Bull's would (docs/formats/bull.md says where it is not, and why). Each is one script, and
// takes many jobs where that saves calls. Starting a run of a repeated job adds the next one.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/entry.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/options.hpp"
#include "queue/bull/repeat/repeat.hpp"

namespace rollcall::queue::bull {

// So many jobs may start in each window; grouped: of each group, which is what stands behind the
// last colon of an id. Every worker of the queue must have the same one.
struct Limiter {
    std::uint32_t jobs = 0;
    Milliseconds window{0};
    bool grouped = false;
};

struct BoardSettings {
    std::string token;  // what our locks hold: whoever has it holds our jobs
    Milliseconds lock{30'000};
    std::optional<Limiter> limiter;
    std::uint32_t metrics_points = 0;  // minutes that are kept; 0: nothing is measured
    std::string time_zone;  // of repeated jobs that name none; empty: UTC. Bull's is its machine's
};

// What became of a verb of whoever runs a job.
enum class Answer : std::uint8_t { done, no_such_job, lock_lost, not_active, locked_by_other };

struct Started {
    std::vector<Entry> entries;
    std::vector<std::string> ghosts;  // ids in a list without a job: they were taken out
};

// How a job ends.
struct Ending {
    std::string id;
    bool completed = true;
    std::string value;        // the result as JSON, or why it failed
    bool tells_value = true;  // whether the event has it; Bull's has none of an undefined result
    Keep keep;
    std::vector<std::string> stacktrace;  // of a failed one
    std::uint32_t attempts_made = 0;      // of a failed one
};

struct Finished {
    std::vector<Answer> answers;  // one for each ending
    Started started;
};

// What went wrong in an attempt.
struct Mishap {
    std::string reason;
    std::string stack;     // empty: none
    bool discard = false;  // no attempt follows, whatever the options say
};

struct Failed {
    enum class Then : std::uint8_t { failed, delayed, retried };
    Answer answer = Answer::done;
    Then then = Then::failed;
};

struct Swept {
    std::uint32_t waiting = 0;         // jobs that wait now
    std::optional<double> next_score;  // of the next that will be due
    std::vector<std::string> ghosts;
};

struct Recovered {
    std::vector<std::string> failed;  // stalled too often
    std::vector<std::string> waiting;
    std::vector<std::string> ghosts;
};

enum class Place : std::uint8_t { waiting, paused, active, delayed, completed, failed, stuck };

struct PlaceCounts {
    std::uint64_t waiting = 0;
    std::uint64_t paused = 0;
    std::uint64_t active = 0;
    std::uint64_t delayed = 0;
    std::uint64_t completed = 0;
    std::uint64_t failed = 0;

    bool operator==(const PlaceCounts&) const = default;
};

struct Range {
    std::int64_t first = 0;
    std::int64_t last = -1;  // inclusive; -1: the last
    bool ascending = false;  // the oldest first; of those that wait: who is next
};

enum class Retried : std::uint8_t { waiting, no_such_job, running, not_failed };

enum class Obliterated : std::uint8_t { gone, not_paused, jobs_run };

struct Metrics {
    std::uint64_t count = 0;
    std::optional<Instant> previous;
    std::uint64_t previous_count = 0;
    std::vector<std::uint64_t> minutes;  // the newest first
    std::uint64_t minutes_total = 0;
};

// A repeated job, apart from its runs.
struct Repetition {
    std::string key;
    repeat::Described what;
    Instant next;  // run
};
// The id of its next run.
std::string run_of(const Repetition& repetition);

// Safe from any thread. Throws RedisFailure; every verb may then have happened. Jobs that several
// threads add at the same time go to Redis together.
class Board {
public:
    // All outlive the board.
    Board(db::redis::Pool& pool, Keys keys, BoardSettings settings, const Clock& clock);

    const Keys& keys() const { return keys_; }

    // Their ids, in order; of a known id, or while a debounce is held, that job's, which stays as
    // it is; of a repeated one (Options::repeat) its first run's, none where its end has passed.
    // Refuses with validation_error what `check` and `repeat::next_run` do: then none is added.
    Result<std::vector<std::string>> add(std::span<const NewEntry> entries);

    // Starts up to so many of the jobs that wait. `tells_empty`: says on `drained` that none does.
    Started fetch(std::uint32_t count, bool tells_empty = true);
    // Waits on a connection of one's own (named keys().worker_name()) for a job: its id, for
    // `start`.
    std::optional<std::string> wait(db::redis::Connection& connection, Milliseconds patience);
    // Nothing when the limiter holds it back, or the list named what is no job.
    std::optional<Entry> start(std::string_view id);

    // Ends jobs that we run, and starts up to so many others, unless none could be ended.
    Finished finish(std::span<const Ending> endings, std::uint32_t fetch_count = 0);
    // An attempt failed: the job waits for the next one, or has failed.
    Failed fail(const Entry& entry, const Mishap& mishap);
    // A job that we run waits until then.
    Answer delay(std::string_view id, Instant due);
    // Holds on to jobs that we run: whether each is still ours.
    std::vector<bool> extend(std::span<const std::string> ids);

    // These need no lock; no_such_job is all that stops them. Progress and data are JSON: anything
    // else is refused with validation_error.
    Result<Answer> progress(std::string_view id, std::string_view progress);
    Result<Answer> update(std::string_view id, std::string_view data);
    // Keeps the newest lines, if a number is given. The number of lines; nothing without the job.
    std::optional<std::uint64_t> log(
        std::string_view id,
        std::span<const std::string> lines,
        std::optional<std::uint32_t> lines_max = std::nullopt
    );

    // Delayed jobs that are due wait from now on, 1,000 a call.
    Swept sweep();
    // Takes up the jobs of dead workers; does nothing within `interval` of anybody's last call.
    Recovered recover(Milliseconds interval, std::uint32_t stalls_max = 1);
    // Puts jobs in the order of their priorities: those that we added far from both ends, or, with
    // `all`, also what others' ways of adding left in another. Whether any was moved.
    bool settle(bool all = false);

    // The run of a repeated job that follows this one, which starts: its id; nothing: that was the
    // last, or the repetition was removed. Refuses with validation_error what `repeat::next_run`
    // does. Asked again it answers the same. Who starts jobs by this board need not ask.
    Result<std::optional<std::string>> add_next_run(const Entry& run);
    // With the next run, unless that waits already; by name and words, or by key. Whether there was
    // one.
    bool remove_repetition(std::string_view name, const Repeat& repeat);
    bool remove_repetition(std::string_view key);
    // By when they come next: the latest first, unless `ascending`.
    std::vector<Repetition> repetitions(const Range& range);
    std::uint64_t repetitions_count();

    bool promote(std::string_view id);
    Retried retry(const Entry& entry);
    // All that failed, the oldest first. How many.
    std::uint64_t retry_all(std::uint32_t a_call = 1'000);
    // Whether each is gone: a job that somebody runs stays.
    std::vector<bool> remove(std::span<const std::string> ids);
    // Jobs whose ids match (Redis' glob), as the keyspace is walked. The ids.
    std::vector<std::string> remove_matching(std::string_view glob);
    // What is older than the grace; at most so many (0: all). Their ids.
    std::vector<std::string> clean(Place place, Milliseconds grace, std::uint32_t limit = 0);
    // Removes what waits or is delayed.
    std::uint64_t empty();
    // Removes all, keys included; the queue is paused first. Jobs that run stand in the way.
    Obliterated obliterate(bool force, std::uint32_t a_call = 1'000);
    void pause();
    void resume();

    bool is_paused();
    PlaceCounts counts();
    // How many wait of each priority, in the order asked.
    std::vector<std::uint64_t> counts_by_priority(std::span<const std::uint32_t> priorities);
    std::optional<Place> place(std::string_view id);
    std::optional<Entry> find(std::string_view id);
    // Whose job is missing has `faults`.
    std::vector<Entry> list(Place place, const Range& range);
    std::vector<std::string> logs(std::string_view id, const Range& range);
    // The names of the connections of workers, ours and Bull's.
    std::vector<std::string> workers();
    Metrics metrics(bool completed, const Range& range);

private:
    // Added by one call: Redis answers nobody else meanwhile.
    static constexpr std::size_t jobs_a_call = 500;

    db::redis::Reply run(const db::redis::Script& script, const db::redis::Command& call);
    std::vector<db::redis::Reply> ask(std::span<const db::redis::Command> questions);
    std::vector<std::string> only_jobs(const std::vector<std::string>& keys);
    db::redis::Command& add_start_words(db::redis::Command& call);
    Started started_from(const db::redis::Reply& reply);
    std::vector<std::string> add_plain(std::span<const NewEntry> entries);
    std::string begin_repetition(const NewEntry& entry);
    // The next run of what has such a name, data and options, ready to be added.
    Result<std::optional<NewEntry>> run_after(const NewEntry& entry) const;
    std::string add_run(const NewEntry& job, bool is_first);
    void go_on_repeating(Entry& started);
    bool end_repetition(std::string_view key, std::string_view run_prefix);

    db::redis::Pool& pool_;
    Keys keys_;
    BoardSettings settings_;
    const Clock& clock_;
    db::redis::CombinedScript adding_;
};

}  // namespace rollcall::queue::bull
