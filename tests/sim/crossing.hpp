// Where a process touches the world outside itself: each such call meets its fate here.
#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include "base/failure.hpp"
#include "tests/sim/actor.hpp"

namespace rollcall::sim {

// Who tells fates, and is told what became of them.
class Passage {
public:
    Passage() = default;
    Passage(const Passage&) = delete;
    Passage& operator=(const Passage&) = delete;
    virtual ~Passage() = default;

    virtual Fate fate_of(std::string_view what) = 0;
    virtual void lost_answer(std::string_view what) = 0;
    // No fault of ours: the store itself threw.
    virtual void really_broke(std::string_view what, const Failure& failure) = 0;
};

// A handle: wraps a call as WrappedQueue and its like want it.
class Crossing {
public:
    explicit Crossing(Passage& passage, Broken broken = Broken::database)
        : passage_(&passage), broken_(broken) {}

    template <class Call>
    std::invoke_result_t<Call> operator()(std::string_view what, Call&& call) const {
        const Fate fate = passage_->fate_of(what);
        if (fate == Fate::dies_before) throw Killed{};
        if (fate == Fate::breaks_before) break_down(what);
        if constexpr (std::is_void_v<std::invoke_result_t<Call>>) {
            really(what, call);
            after(fate, what, true);
        } else {
            auto result = really(what, call);
            after(fate, what, took_effect(result));
            return result;
        }
    }

private:
    template <class Call>
    auto really(std::string_view what, Call& call) const {
        try {
            return call();
        } catch (const Failure& failure) {
            passage_->really_broke(what, failure);
            throw;
        }
    }

    template <class T>
    static bool took_effect(const T& result) {
        if constexpr (requires { result.has_value(); }) return result.has_value();
        return true;
    }

    void after(Fate fate, std::string_view what, bool took_effect) const {
        if (fate != Fate::breaks_after && fate != Fate::dies_after) return;
        if (took_effect) passage_->lost_answer(what);
        if (fate == Fate::dies_after) throw Killed{};
        break_down(what);
    }

    [[noreturn]] void break_down(std::string_view what) const {
        throw Failure(std::string(what) + ": the connection broke", broken_);
    }

    Passage* passage_;
    Broken broken_;
};

// As a Crossing where nothing happens.
struct Straight {
    template <class Call>
    std::invoke_result_t<Call> operator()(std::string_view, Call&& call) const {
        return call();
    }
};

}  // namespace rollcall::sim
