// Shared state that is reachable only while locked.
#pragma once

#include <mutex>
#include <utility>

namespace rollcall {

template <class T>
class Guarded {
public:
    template <class... Args>
    explicit Guarded(Args&&... args) : value_(std::forward<Args>(args)...) {}

    // Runs `use(value)` under the lock; nothing of the value may be kept.
    template <class Use>
    decltype(auto) with(Use&& use) {
        const std::scoped_lock lock(mutex_);
        return std::forward<Use>(use)(value_);
    }
    template <class Use>
    decltype(auto) with(Use&& use) const {
        const std::scoped_lock lock(mutex_);
        return std::forward<Use>(use)(value_);
    }

private:
    mutable std::mutex mutex_;
    T value_;
};

}  // namespace rollcall
