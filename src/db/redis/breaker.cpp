#include "db/redis/breaker.hpp"

#include <string>
#include <utility>

namespace rollcall::db::redis {

bool Breaker::may_pass(Time now) {
    if (is_up_) return true;
    if (is_tried_ || now < next_try_) return false;
    is_tried_ = true;
    return true;
}

void Breaker::succeeded() {
    is_up_ = true;
    is_tried_ = false;
    backoff_.reset();
}

void Breaker::failed(Time now, std::string why) {
    why_ = std::move(why);
    is_tried_ = false;
    // Those who came together fail together: one pause for all of them.
    if (!is_up_ && now < next_try_) return;
    is_up_ = false;
    next_try_ = now + backoff_.next();
}

void Breaker::lost(Time now) {
    if (!is_up_) return;
    is_up_ = false;
    next_try_ = now;
    why_ = "the connection broke";
}

}  // namespace rollcall::db::redis
