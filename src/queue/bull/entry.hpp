// Entry: a job as Bull keeps it in Redis.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "queue/bull/options.hpp"

namespace rollcall::queue::bull {

inline constexpr std::string_view default_name = "__default__";

// Name and value, as a hash of Redis has them.
using Fields = std::vector<std::pair<std::string, std::string>>;

struct Entry {
    std::string id;
    std::string name{default_name};
    std::string data = "{}";  // as it was written: JSON, unless `faults` says otherwise
    Options options;

    std::optional<Instant> timestamp;
    double delay_ms = 0;
    double priority = 0;
    std::string debounce_id;
    std::optional<Instant> processed_on;
    std::optional<Instant> finished_on;
    std::optional<Instant> retried_on;
    std::string progress = "0";  // JSON
    std::uint32_t attempts_made = 0;
    std::vector<std::string> stacktrace;  // the oldest first
    std::string failed_reason;
    std::optional<std::string> return_value;  // JSON
    std::uint32_t stalls = 0;

    Fields extra;  // what Bull does not know

    // What is not as Bull writes it, for people: "opts: The options are no object of JSON."
    std::vector<std::string> faults;
};

// Liberal: reads whatever is there, and says in `faults` what could not be read.
Entry read_entry(std::string id, const Fields& fields);

// A job to be added.
struct NewEntry {
    std::string id;  // empty: Redis counts
    std::string name{default_name};
    std::string data = "{}";
    Options options;
    Fields extra;  // beside Bull's own fields: kept by all who handle the job
};

// What Bull or its dashboards could not digest is refused with validation_error: a name of a key of
// the queue, digits alone, or other than A-Z a-z 0-9 _ . - as id; data that is no JSON; extra
// fields that Bull knows; a colon in the name of a repeated job.
Result<void> check(const NewEntry& entry);

}  // namespace rollcall::queue::bull
