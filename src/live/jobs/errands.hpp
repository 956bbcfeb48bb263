// Work for the storage threads, a few pieces at a time: requests shall not stand behind us.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <utility>

#include "live/loop.hpp"
#include "live/timers.hpp"

namespace rollcall::live::jobs {

// Used on the io thread only. The loop has stopped before it goes.
class Errands {
public:
    struct Settings {
        std::size_t at_a_time = 2;
        Milliseconds again_in{50};  // when the storage threads had no room
        std::size_t waiting_max = 20'000;
    };
    enum class Haste : std::uint8_t { now, later };
    struct Errand {
        Loop::Step work;
        std::move_only_function<void(bool done)> then;
    };

    Errands(Settings settings, Loop& loop)
        : settings_(settings), loop_(loop), again_(loop.timers(), [this] { start(); }) {}

    // Runs `work` on a storage thread when its turn comes, those in haste first, then `then` on the
    // io thread with whether it came to its end; it does not where too many wait.
    void run(Errand errand, Haste haste);

private:
    void start();
    bool start_one();

    Settings settings_;
    Loop& loop_;
    Timer again_;
    std::deque<Errand> hasty_;
    std::deque<Errand> waiting_;
    std::size_t running_ = 0;
};

}  // namespace rollcall::live::jobs
