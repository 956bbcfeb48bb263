// Published messages, for as long as somebody listens.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "db/redis/connection.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {

struct Subscription {
    std::vector<std::string> channels;
    std::vector<std::string> patterns;
};

class Subscriber {
public:
    struct Listener {
        std::function<void(const Message&)> heard;
        // The subscription stands (again): what was published before was missed.
        std::function<void()> begun;
    };
    Subscriber(Settings settings, Subscription subscription, Listener listener);

    // Hands out messages on the caller's thread until told to stop; a Redis that goes away is
    // waited for with growing, jittered pauses, and subscribed to again.
    void run(const std::stop_token& stop);

private:
    void listen(const std::stop_token& stop);

    Settings settings_;
    Subscription subscription_;
    Listener listener_;
    bool is_away_ = false;
};

}  // namespace rollcall::db::redis
