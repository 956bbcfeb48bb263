// Figures of this process for Prometheus.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "queue/queue.hpp"

namespace rollcall::http {

// Socket.IO broadcasts from and to other servers that were not passed on since the start.
struct LostBroadcasts {
    std::uint64_t malformed = 0;
    std::uint64_t dropped_in = 0;
    std::uint64_t dropped_out = 0;
};

// Safe from any thread.
class Metrics {
public:
    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    // A request was answered; `route` is the table's name of it, or empty.
    void answered(std::string_view route, unsigned status);
    // A handler took so long.
    void took(std::string_view route, std::chrono::duration<double> time);
    void uploaded(std::uint64_t bytes);

    // How things stand now.
    struct State {
        queue::Counts counts;
        bool paused = false;
        std::size_t degraded = 0;  // stores that do not answer and can be done without
        std::optional<LostBroadcasts> broadcasts;  // nothing: there are no other servers
    };
    // Everything as Prometheus' text format, with this process' memory.
    std::string text(const State& state);

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace rollcall::http
