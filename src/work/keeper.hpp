// A thread that does one small thing again and again until it is told to stop.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

namespace rollcall::work {

// Safe from any thread. A tick that throws is logged, once for the same trouble, and tried again at
// the next tick: the world may be whole again by then.
class Keeper {
public:
    struct Settings {
        std::string name;
        std::chrono::milliseconds interval;
        // How long after a wake the tick waits for others: what they bring is then done in one go.
        std::chrono::milliseconds gathering{0};
    };

    // Starts ticking at once.
    Keeper(Settings settings, std::function<void()> tick);
    Keeper(const Keeper&) = delete;
    Keeper& operator=(const Keeper&) = delete;
    ~Keeper();

    // Ticks after the gathering instead of at the end of the interval.
    void wake();

private:
    void run(const std::stop_token& stop);
    void tick_once();

    const Settings settings_;
    const std::function<void()> tick_;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    bool wake_ = false;
    std::string failing_;  // what the last tick threw; the thread's own
    std::jthread thread_;
};

}  // namespace rollcall::work
