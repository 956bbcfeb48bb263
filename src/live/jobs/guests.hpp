// Who is inside, on a socket or a stream that stays open: each is asked for its token once more
// when something changed of what people are let in by.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string_view>

#include "access/gate.hpp"
#include "access/principal.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "live/loop.hpp"
#include "live/timers.hpp"

namespace rollcall::live::jobs {

// Used on the io thread only. The loop has stopped before it goes, and its guests before it.
class Guests {
public:
    // Somebody who was let in, for as long as this lives.
    class Guest {
    public:
        // `show_token` shows its token again and then goes, or stays with what it may do now. It
        // may end any guest.
        Guest(Guests& house, std::function<void()> show_token);
        Guest(const Guest&) = delete;
        Guest& operator=(const Guest&) = delete;
        ~Guest();

    private:
        friend class Guests;

        Guests& house_;
        const std::uint64_t number_;
        const std::function<void()> show_token_;
    };

    // Gate and loop outlive it.
    Guests(access::Gate& gate, Loop& loop)
        : gate_(gate), loop_(loop), timer_(loop.timers(), [this] { look(); }) {}

    // As Gate::admit, now.
    Result<access::Principal> admit(std::string_view token) {
        return gate_.admit(token, loop_.clock().now());
    }
    // As Gate::knows.
    bool knows(std::string_view token) const { return gate_.knows(token); }
    // When whoever was let in has to go, whatever happens.
    Instant until(const access::Principal& who) const;

    // Together with the store being asked twice a second, a change is heard within a second.
    static constexpr Milliseconds interval{250};
    // Guests that are judged in one go: to verify signatures anew takes its time.
    static constexpr int judged_at_once = 100;

private:
    void look();
    bool judge_some();

    access::Gate& gate_;
    Loop& loop_;
    access::Gate::Version judged_by_;
    std::map<std::uint64_t, Guest*> guests_;  // in the order they came
    std::uint64_t next_number_ = 1;
    std::uint64_t judged_up_to_ = 0;
    bool is_judging_ = false;
    Timer timer_;
};

}  // namespace rollcall::live::jobs
