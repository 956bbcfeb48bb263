// Holds jobs until somebody lets them go.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

namespace rollcall::bull_worker {

class Gate {
public:
    using Deadline = std::chrono::steady_clock::time_point;

    enum class Passed { opened, timed_out, stopped };

    // Waits until the job is let go, the deadline is reached, or all is over.
    Passed pass(const std::string& job, Deadline deadline) {
        std::unique_lock lock(mutex_);
        const auto open = [&] { return stopped_ || opened_.contains(job); };
        if (!changed_.wait_until(lock, deadline, open)) return Passed::timed_out;
        return stopped_ ? Passed::stopped : Passed::opened;
    }
    void open(const std::string& job) {
        const std::scoped_lock lock(mutex_);
        opened_.insert(job);
        changed_.notify_all();
    }
    void stop() {
        const std::scoped_lock lock(mutex_);
        stopped_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::set<std::string> opened_;
    bool stopped_ = false;
};

}  // namespace rollcall::bull_worker
