// What is to be told to other nodes, and when.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/ids.hpp"
#include "event/bus.hpp"

namespace rollcall::event::postgres {

// Progress of a job goes out once in `step`, the last never dropped; everything else at once.
// Used by one thread at a time.
class Outbox {
public:
    using Time = std::chrono::steady_clock::time_point;
    struct Settings {
        std::chrono::milliseconds step{100};
        std::size_t events_max = 10'000;  // more that wait than these become one Missed
    };

    explicit Outbox(Settings settings) : settings_(settings) {}

    void add(const Event& event, Time now);
    // In place of all that waits: some of it may never have arrived.
    void replace_by_missed();
    // What is due, each once.
    std::vector<Event> take(Time now);
    // All that waits: nobody asks again.
    std::vector<Event> take_all();
    // When the next is due; nothing: none waits.
    std::optional<Time> next_due() const;

private:
    struct Progress {
        Time due;
        bool waits = false;
    };

    Settings settings_;
    std::vector<Event> at_once_;
    std::unordered_map<JobId, Progress> progress_;
};

}  // namespace rollcall::event::postgres
