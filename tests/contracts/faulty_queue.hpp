// A queue whose n-th changing call breaks, before or after its effect: as when the connection to
// the store is lost, and nobody knows whether the commit arrived.
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "base/failure.hpp"
#include "queue/queue.hpp"
#include "tests/support/wrapped_queue.hpp"

namespace rollcall::queue {

enum class BreaksWhen : std::uint8_t { before_its_effect, after_its_effect };

// Counts calls and breaks one of them.
class BreaksOnce {
public:
    BreaksOnce(int broken_call, BreaksWhen when) : broken_call_(broken_call), when_(when) {}

    bool has_broken() const { return calls_ >= broken_call_; }

    template <class Call>
    std::invoke_result_t<Call> operator()(std::string_view, Call&& call) {
        const bool breaks = ++calls_ == broken_call_;
        if (breaks && when_ == BreaksWhen::before_its_effect) break_down();
        if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
            call();
            if (breaks) break_down();
        } else {
            auto result = call();
            if (breaks) break_down();
            return result;
        }
    }

private:
    [[noreturn]] static void break_down() {
        throw Failure("the connection broke", Broken::database);
    }

    int broken_call_;
    BreaksWhen when_;
    int calls_ = 0;
};

// Used by one thread.
class FaultyQueue final : public WrappedQueue<BreaksOnce> {
public:
    FaultyQueue(Queue& real, int broken_call, BreaksWhen when)
        : WrappedQueue(real, BreaksOnce(broken_call, when)) {}

    // Whether there were as many calls.
    bool has_broken() const { return around().has_broken(); }
};

}  // namespace rollcall::queue
