#include "db/redis/subscriber.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "db/redis/backoff.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {
namespace {

// So long it takes to hear that it shall stop.
constexpr std::chrono::milliseconds patience{200};

void pause(const std::stop_token& stop, std::chrono::milliseconds time) {
    std::mutex mutex;
    std::condition_variable_any woken;
    std::unique_lock lock(mutex);
    woken.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

Subscriber::Subscriber(Settings settings, Subscription subscription, Listener listener)
    : settings_(std::move(settings)),
      subscription_(std::move(subscription)),
      listener_(std::move(listener)) {}

void Subscriber::run(const std::stop_token& stop) {
    Backoff backoff(system_chance());
    while (!stop.stop_requested()) {
        try {
            listen(stop);
        } catch (const RedisFailure& failure) {
            // One that had worked is tried anew at once, nearly.
            if (!std::exchange(is_away_, true)) {
                backoff.reset();
                log::warning("db", std::string("nothing is heard: ") + failure.what());
            }
            pause(stop, backoff.next());
        }
    }
}

void Subscriber::listen(const std::stop_token& stop) {
    Connection connection(settings_);
    connection.subscribe(subscription_.channels, subscription_.patterns);
    if (std::exchange(is_away_, false)) log::info("db", "redis is heard again");
    listener_.begun();
    while (!stop.stop_requested()) {
        if (const auto message = connection.next_message(patience)) listener_.heard(*message);
    }
}

}  // namespace rollcall::db::redis
