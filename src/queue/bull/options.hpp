// What a producer asked for: the `opts` of a Bull job.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall::queue::bull {

// How long after a failed attempt the next one comes. Types other than "fixed" and "exponential"
// are known to the worker that registered them alone.
struct Backoff {
    std::string type;
    double delay_ms = 0;
};

// How many ended jobs are kept, and for how long; neither: all.
struct Keep {
    std::optional<std::uint64_t> count;
    std::optional<std::uint64_t> age_s;

    bool operator==(const Keep&) const = default;
};

struct Debounce {
    std::string id;
    std::optional<std::uint64_t> ms;  // none: until the job ended
};

// How often a job comes again.
struct Repeat {
    std::string cron;       // empty: `every`
    std::string time_zone;  // IANA; empty: the board's
    double every_ms = 0;
    std::optional<Instant> start;
    std::optional<Instant> end;
    bool has_bad_date = false;  // one of them is given, and cannot be read
    std::optional<std::uint64_t> limit;
    std::uint64_t count = 0;  // runs until now
    std::string job_id;       // what tells equal ones apart
    std::string key;          // among the repeated jobs
};

// Liberal: whatever is missing or of another type reads as its default. What it does not know
// stays, and is written again.
class Options {
public:
    Options() = default;
    explicit Options(boost::json::object all) : all_(std::move(all)) {}
    // Refuses with validation_error what is no object of JSON.
    static Result<Options> parse(std::string_view text);

    std::uint32_t attempts() const;  // at least 1
    double delay_ms() const;         // at least 0
    std::optional<Instant> timestamp() const;
    double priority() const;
    bool lifo() const;
    std::optional<Milliseconds> timeout() const;
    std::optional<Backoff> backoff() const;
    Keep keep_completed() const;
    Keep keep_failed() const;
    std::uint32_t stack_lines_max() const;  // stacktraces kept; 0: all
    bool has_raw_data() const;              // the data is no JSON
    std::optional<Debounce> debounce() const;
    std::optional<Repeat> repeat() const;
    std::optional<Instant> repeated_at() const;  // when this run of a repeated job was due

    boost::json::object& all() { return all_; }
    const boost::json::object& all() const { return all_; }
    std::string text() const;

    // What Bull's own producers write in any case.
    void fill(Instant now);

private:
    boost::json::object all_;
};

// Until the attempt after so many failed ones; nothing: at once.
std::optional<Milliseconds> backoff_after(const Options& options, std::uint32_t attempts_made);

// Whether a text is JSON that every reader of it can read.
bool is_json(std::string_view text);

}  // namespace rollcall::queue::bull
