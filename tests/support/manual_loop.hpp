// A loop whose steps, storage work and time run when the test says so.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <utility>

#include "base/manual_clock.hpp"
#include "live/loop.hpp"

namespace rollcall::support {

class ManualLoop final : public live::Loop {
public:
    void post(Step step) override { posted_.push_back(std::move(step)); }
    bool offload(Step work, std::move_only_function<void(bool)> then) override {
        if (is_full) return false;
        offloaded_.emplace_back(std::move(work), std::move(then));
        return true;
    }
    live::Timers& timers() override { return timers_; }
    const Clock& clock() const override { return clock_; }

    // Runs what was posted and offloaded until nothing is left.
    void run() {
        while (!posted_.empty() || !offloaded_.empty()) {
            run_posted();
            run_offloaded();
        }
    }
    void run_posted() {
        while (!posted_.empty()) {
            auto step = std::move(posted_.front());
            posted_.pop_front();
            step();
        }
    }
    // The oldest offloaded work, if there is one.
    void run_offloaded() {
        if (offloaded_.empty()) return;
        auto [work, then] = std::move(offloaded_.front());
        offloaded_.pop_front();
        bool done = true;
        try {
            work();
        } catch (const std::exception&) {
            done = false;
        }
        then(done);
    }
    std::size_t offloaded() const { return offloaded_.size(); }

    // Lets time pass, ringing every deadline at its own moment.
    void pass(Milliseconds time) {
        const auto end = clock_.steady() + time;
        for (auto next = timers_.next(); next && *next <= end; next = timers_.next()) {
            if (*next > clock_.steady()) {
                clock_.advance(std::chrono::ceil<Milliseconds>(*next - clock_.steady()));
            }
            timers_.run_due();
        }
        if (end > clock_.steady()) {
            clock_.advance(std::chrono::ceil<Milliseconds>(end - clock_.steady()));
        }
        run();
    }

    bool is_full = false;

private:
    ManualClock clock_;
    live::Timers timers_{clock_, [](live::Timers::Time) {}};
    std::deque<Step> posted_;
    std::deque<std::pair<Step, std::move_only_function<void(bool)>>> offloaded_;
};

}  // namespace rollcall::support
