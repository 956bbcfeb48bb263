#include "event/postgres/bridge.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/failure.hpp"
#include "db/postgres/store.hpp"
#include "event/bus.hpp"
#include "event/postgres/message.hpp"

namespace rollcall::event::postgres {
namespace {

using db::postgres::Connection;
using db::postgres::PostgresFailure;

// A thread that listens has nothing else to do.
constexpr std::chrono::milliseconds patience{60'000};
constexpr std::chrono::milliseconds pause_first{100};
constexpr std::chrono::milliseconds pause_max{5'000};

// A name of ASCII alone whatever the schema's is.
constexpr std::string_view channel_query = "SELECT 'rollcall_' || md5(current_schema())";
constexpr std::string_view notify_statement =
    "SELECT pg_notify('rollcall_' || md5(current_schema()), $1)";

// A hint is not worth a wait for the disk.
constexpr const char* hasty = "SET synchronous_commit = off";

}  // namespace

Bridge::Bridge(db::postgres::Store& store, Bus& bus, std::string node)
    : store_(store),
      bus_(bus),
      node_(std::move(node)),
      subscription_(bus.subscribe([this](const Event& event) {
          const std::scoped_lock lock(mutex_);
          outbox_.add(event, std::chrono::steady_clock::now());
          woken_.notify_all();
      })) {}

// Waits for the database again and again, with ever longer pauses while it is away.
void Bridge::keep_at_it(const std::stop_token& stop, const Talk& talk) {
    auto pause = pause_first;
    while (!stop.stop_requested()) {
        const auto began = std::chrono::steady_clock::now();
        try {
            const auto connection = store_.connect();
            talk(*connection);
        } catch (const PostgresFailure& failure) {
            log::warning("event", std::string("other nodes are out of hearing: ") + failure.what());
        }
        if (std::chrono::steady_clock::now() - began > pause_max) pause = pause_first;
        std::unique_lock lock(mutex_);
        woken_.wait_for(lock, stop, pause, [] { return false; });
        pause = std::min(2 * pause, pause_max);
    }
}

void Bridge::send(const std::stop_token& stop) {
    bool broke = false;
    keep_at_it(stop, [&](Connection& connection) {
        connection.execute(hasty);
        if (std::exchange(broke, true)) {
            const std::scoped_lock lock(mutex_);
            outbox_.replace_by_missed();
        }
        send_over(connection, stop);
    });
}

void Bridge::send_over(Connection& connection, const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        std::vector<Event> events;
        {
            std::unique_lock lock(mutex_);
            const auto due = outbox_.next_due();
            if (!due) {
                woken_.wait(lock, stop, [&] { return outbox_.next_due().has_value(); });
            } else {
                woken_.wait_until(lock, stop, *due, [&] { return *outbox_.next_due() < *due; });
            }
            events = outbox_.take(std::chrono::steady_clock::now());
        }
        notify(connection, std::move(events));
    }
    std::unique_lock lock(mutex_);
    auto rest = outbox_.take_all();
    lock.unlock();
    notify(connection, std::move(rest));
}

void Bridge::notify(Connection& connection, std::vector<Event> events) const {
    for (const auto& payload : encode({node_, std::move(events)}))
        connection.prepared(notify_statement).bind(1, payload).run();
}

void Bridge::listen(const std::stop_token& stop) {
    keep_at_it(stop, [&](Connection& connection) { listen_over(connection, stop); });
}

void Bridge::listen_over(Connection& connection, const std::stop_token& stop) {
    auto& channel = connection.prepared(channel_query);
    channel.step();
    connection.execute("LISTEN " + std::string(channel.text(0)));
    // What was told before this moment was not heard.
    bus_.publish_past(subscription_, Missed{});
    while (!stop.stop_requested()) {
        if (const auto told = connection.next_notification(patience, stop)) hear(told->payload);
    }
}

void Bridge::hear(const std::string& payload) {
    const auto message = decode(payload);
    if (!message) {
        // Whoever may write here could fill the log with one line each.
        if (const auto ignored = ++ignored_; std::has_single_bit(ignored)) {
            log::warning("event", std::to_string(ignored) + " messages that no node wrote");
        }
        return;
    }
    if (message->node == node_) return;
    for (const auto& event : message->events)
        bus_.publish_past(subscription_, event);
}

}  // namespace rollcall::event::postgres
