// queue/bull/repeat: repeated jobs, which Bull keeps as a chain of ordinary ones.
//
// A repetition is a key among the repeated ones, with the time of its next run; each run is a job
// whose id follows from key and time, and whoever starts it adds the next. Field, Cron, Zone and
// next_time say when that is, as cron-parser 4 would; here stand Bull's names, and what a
// repetition's own limits make of it. No Redis is known here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "queue/bull/options.hpp"

namespace rollcall::queue::bull::repeat {

// Bull's key of a repetition: `name:job_id:end:zone:cron`, or `name:job_id:end:every`.
std::string key_of(std::string_view name, const Repeat& repeat);

// What tells a repetition's runs from all others: their ids without the time.
std::string run_prefix(std::string_view name, std::string_view job_id, std::string_view key);

// When a run is due, by its id; nothing: it is not the id of a run.
std::optional<Instant> due_of(std::string_view run_id);

// What a key tells.
struct Described {
    std::string name;
    std::string job_id;
    std::optional<Instant> end;
    std::string time_zone;
    std::string cron;  // empty: `every_ms`
    double every_ms = 0;
};
// As Bull reads it: of a name or id with a colon it gets something else.
Described describe(std::string_view key);

// Where in its repetition one is.
struct Moment {
    Instant now;
    std::optional<Instant> previous;  // when the run was due after which the next is asked for
    std::string_view time_zone;       // of a cron expression that names none; empty: UTC
};
// When the next run is due; nothing: that was the last. Refuses with validation_error what is no
// repetition: without `cron` or `every`, or with both, with a date or zone that nobody knows.
Result<std::optional<Instant>> next_run(const Repeat& repeat, const Moment& moment);

}  // namespace rollcall::queue::bull::repeat
