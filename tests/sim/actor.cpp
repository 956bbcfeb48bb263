#include "tests/sim/actor.hpp"

#include <functional>
#include <mutex>
#include <string_view>
#include <utility>

namespace rollcall::sim {

Actor::Actor(std::function<void(Actor&)> life)
    : thread_([this, life = std::move(life)] { live(life); }) {}

Actor::~Actor() {
    while (!has_ended_)
        resume(Fate::dies_before);
}

void Actor::resume(Fate fate) {
    fate_ = fate;
    {
        const std::scoped_lock lock(mutex_);
        is_running_ = true;
    }
    turned_.notify_all();
    wait_for_turn(false);
}

Fate Actor::cross(std::string_view what) {
    at_ = what;
    {
        const std::scoped_lock lock(mutex_);
        is_running_ = false;
    }
    turned_.notify_all();
    wait_for_turn(true);
    return fate_;
}

void Actor::wait_for_turn(bool running) {
    std::unique_lock lock(mutex_);
    turned_.wait(lock, [&] { return is_running_ == running; });
}

void Actor::live(const std::function<void(Actor&)>& life) {
    wait_for_turn(true);
    try {
        if (fate_ == Fate::passes) life(*this);
    } catch (const Killed&) {
        // Its memory is gone with this stack, as it should be.
        at_ = "killed";
    }
    has_ended_ = true;
    {
        const std::scoped_lock lock(mutex_);
        is_running_ = false;
    }
    turned_.notify_all();
}

}  // namespace rollcall::sim
