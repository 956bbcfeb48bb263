#include "live/jobs/guests.hpp"

#include <functional>
#include <utility>

#include "access/principal.hpp"
#include "base/clock.hpp"

namespace rollcall::live::jobs {

Guests::Guest::Guest(Guests& house, std::function<void()> show_token)
    : house_(house), number_(house.next_number_++), show_token_(std::move(show_token)) {
    house_.guests_.emplace(number_, this);
    if (!house_.timer_.is_set()) house_.timer_.in(interval);
}

Guests::Guest::~Guest() {
    house_.guests_.erase(number_);
    if (house_.guests_.empty()) house_.timer_.cancel();
}

Instant Guests::until(const access::Principal& who) const {
    const auto leeway = gate_.rules().leeway;
    // The moment may be as late as a clock can tell.
    return who.expires_at > Instant::max() - leeway ? Instant::max() : who.expires_at + leeway;
}

void Guests::look() {
    const auto version = gate_.version();
    if (version != judged_by_) {
        judged_by_ = version;
        judged_up_to_ = 0;
        is_judging_ = true;
    }
    if (is_judging_) is_judging_ = judge_some();
    if (!guests_.empty()) timer_.in(is_judging_ ? Milliseconds{0} : interval);
}

// Whether there are more. Guests may go meanwhile, so each is looked up anew.
bool Guests::judge_some() {
    for (int judged = 0; judged < judged_at_once; ++judged) {
        const auto next = guests_.upper_bound(judged_up_to_);
        if (next == guests_.end()) return false;
        judged_up_to_ = next->first;
        next->second->show_token_();
    }
    return true;
}

}  // namespace rollcall::live::jobs
