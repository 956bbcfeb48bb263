#include "event/bus.hpp"

#include <utility>
#include <variant>

#include "base/ids.hpp"

namespace rollcall::event {

const JobId* job_of(const Event& event) {
    return std::visit(
        [](const auto& one) -> const JobId* {
            if constexpr (requires { one.job; }) {
                return &one.job;
            } else {
                return nullptr;
            }
        },
        event
    );
}

Bus::Subscription::Subscription(Subscription&& other) noexcept
    : bus_(std::exchange(other.bus_, nullptr)), id_(other.id_) {}

Bus::Subscription& Bus::Subscription::operator=(Subscription&& other) noexcept {
    if (this != &other) {
        end();
        bus_ = std::exchange(other.bus_, nullptr);
        id_ = other.id_;
    }
    return *this;
}

Bus::Subscription::~Subscription() {
    end();
}

void Bus::Subscription::end() {
    if (bus_ == nullptr) return;
    bus_->listeners_.with([&](Listeners& all) { all.by_id.erase(id_); });
    bus_ = nullptr;
}

Bus::Subscription Bus::subscribe(Listener listener) {
    const auto id = listeners_.with([&](Listeners& all) {
        all.by_id.emplace(all.next_id, std::move(listener));
        return all.next_id++;
    });
    return {*this, id};
}

void Bus::publish(const Event& event) {
    hand_out(event, nullptr);
}

void Bus::publish_past(const Subscription& ours, const Event& event) {
    hand_out(event, &ours);
}

void Bus::hand_out(const Event& event, const Subscription* past) {
    // Under the lock, so that a subscription that has ended is never called.
    listeners_.with([&](Listeners& all) {
        for (const auto& [id, listener] : all.by_id) {
            if (past == nullptr || past->id_ != id) listener(event);
        }
    });
}

}  // namespace rollcall::event
