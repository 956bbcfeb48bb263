// The worker threads: so many workers, woken when a job comes in.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "event/bus.hpp"
#include "work/worker.hpp"

namespace rollcall::work {

class Pool {
public:
    struct Settings {
        std::uint32_t workers = 2;
        std::string name = "worker";
        // Idle workers look again after this, for jobs whose event never came (a dead worker's).
        std::chrono::milliseconds poll{1'000};
    };

    // Starts claiming at once.
    Pool(WorkerParts parts, event::Bus& bus, Settings settings);
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;
    // Stops claiming, asks running jobs to stop at their next chunk, waits for them.
    ~Pool();

private:
    void work(const std::stop_token& stop, const std::string& name);

    WorkerParts parts_;
    Settings settings_;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    std::uint64_t calls_ = 0;  // how often somebody said that there may be work
    event::Bus::Subscription subscription_;
    std::vector<std::jthread> threads_;
};

}  // namespace rollcall::work
