// Figures of this process for Prometheus.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "queue/queue.hpp"

namespace rollcall::http {

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

    // Everything as Prometheus' text format, with the queue as it stands and this process' memory;
    // `degraded` is how many stores do not answer that can be done without.
    std::string text(const queue::Counts& counts, bool paused, std::size_t degraded = 0);

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

}  // namespace rollcall::http
