#include "work/keeper.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"

namespace rollcall::work {

Keeper::Keeper(Settings settings, std::function<void()> tick)
    : settings_(std::move(settings)),
      tick_(std::move(tick)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Keeper::~Keeper() = default;

void Keeper::wake() {
    const std::scoped_lock lock(mutex_);
    wake_ = true;
    woken_.notify_all();
}

void Keeper::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        tick_once();
        std::unique_lock lock(mutex_);
        const bool woken =
            woken_.wait_for(lock, stop, settings_.interval, [this] { return wake_; });
        if (woken) woken_.wait_for(lock, stop, settings_.gathering, [] { return false; });
        wake_ = false;
    }
}

void Keeper::tick_once() {
    try {
        tick_();
        if (!failing_.empty()) log::info(settings_.name, "works again");
        failing_.clear();
    } catch (const std::exception& failure) {
        // What is away for hours is said once, not at every tick.
        if (failing_ != failure.what()) log::error(settings_.name, failure.what());
        failing_ = failure.what();
    }
}

}  // namespace rollcall::work
