// A bus and those of other nodes, joined by LISTEN and NOTIFY.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "db/postgres/connection.hpp"
#include "db/postgres/store.hpp"
#include "event/bus.hpp"
#include "event/postgres/outbox.hpp"

namespace rollcall::event::postgres {

// `send` and `listen` each want a thread, and keep a connection of their own; a database that goes
// away is waited for, and everybody is told that something may have been missed.
class Bridge {
public:
    // `node` is unique among processes and has no white space. Store and bus outlive the bridge.
    Bridge(db::postgres::Store& store, Bus& bus, std::string node);

    // Tells other nodes what is published on the bus, until told to stop; then sends the rest.
    void send(const std::stop_token& stop);
    // Publishes on the bus what other nodes tell, until told to stop.
    void listen(const std::stop_token& stop);

    // Messages that no node of this version wrote.
    std::uint64_t ignored() const { return ignored_.load(); }

private:
    using Talk = std::function<void(db::postgres::Connection&)>;

    void keep_at_it(const std::stop_token& stop, const Talk& talk);
    void send_over(db::postgres::Connection& connection, const std::stop_token& stop);
    void notify(db::postgres::Connection& connection, std::vector<Event> events) const;
    void listen_over(db::postgres::Connection& connection, const std::stop_token& stop);
    void hear(const std::string& payload);

    db::postgres::Store& store_;
    Bus& bus_;
    const std::string node_;
    std::atomic<std::uint64_t> ignored_ = 0;
    std::mutex mutex_;
    std::condition_variable_any woken_;
    Outbox outbox_{{}};  // under the mutex
    Bus::Subscription subscription_;
};

}  // namespace rollcall::event::postgres
