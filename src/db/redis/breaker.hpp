// Who may try a server that was out of reach, and when.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "db/redis/backoff.hpp"

namespace rollcall::db::redis {

// Used under its owner's lock.
class Breaker {
public:
    using Time = std::chrono::steady_clock::time_point;

    explicit Breaker(Chance chance) : backoff_(std::move(chance)) {}

    bool is_up() const { return is_up_; }
    const std::string& why() const { return why_; }

    // Everybody while the server is up; else one at a time, when the pause is over. Whoever may
    // says afterwards how it ended.
    bool may_pass(Time now);

    void succeeded();
    // No connection came about.
    void failed(Time now, std::string why);
    // A connection broke: another may be tried at once.
    void lost(Time now);

private:
    Backoff backoff_;
    bool is_up_ = true;
    bool is_tried_ = false;
    Time next_try_;
    std::string why_;
};

}  // namespace rollcall::db::redis
