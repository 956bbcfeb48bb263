// A worker as Bull's are: runs jobs, holds its locks, and tends the queue meanwhile.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/guarded.hpp"
#include "db/redis/pool.hpp"
#include "queue/bull/board.hpp"
#include "tests/bull_worker/flags.hpp"
#include "tests/bull_worker/gate.hpp"
#include "tests/bull_worker/handler.hpp"

namespace rollcall::bull_worker {

class Worker {
public:
    // Told of each step: "started", "completed", "failed", "lost", and the job's id.
    using Report = std::function<void(std::string_view step, const std::string& job)>;

    Worker(queue::bull::Board& board, const Flags& flags, std::uint32_t concurrency, Report report);
    // Waits for the jobs that run.
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    void let_go(const std::string& job) { gate_.open(job); }

private:
    void run(const std::stop_token& stop);
    void run_jobs(const std::stop_token& stop);
    std::optional<queue::bull::Entry> next(db::redis::Connection& connection);
    // The next job, where ending this one brought it.
    std::optional<queue::bull::Entry>
    work(const queue::bull::Entry& entry, const std::stop_token& stop);
    std::optional<queue::bull::Entry>
    end(const queue::bull::Entry& entry, const Handled& handled, bool fetch);
    void tend(const std::stop_token& stop);
    void tend_once();

    queue::bull::Board& board_;
    const Flags& flags_;
    Report report_;
    Gate gate_;
    Guarded<std::set<std::string>> running_;
    std::vector<std::jthread> threads_;
};

}  // namespace rollcall::bull_worker
