// Publishes what is put into an outlet, while somebody listens.
#pragma once

#include <chrono>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "db/redis/connection.hpp"
#include "db/redis/settings.hpp"
#include "live/redis/outlet.hpp"

namespace rollcall::live::redis {

class Publisher {
public:
    struct Callbacks {
        // Servers listen from here on: the outlet has just been opened.
        std::function<void()> opened;
        // Called once a round: throws when this process may not be the one that publishes any more.
        std::function<void()> check;
    };
    // `outlet` outlives the publisher. A server that begins to listen is seen within `round`.
    Publisher(
        db::redis::Settings settings,
        Outlet& outlet,
        std::chrono::milliseconds round = std::chrono::seconds{1}
    );

    // Its connection's, as CLIENT LIST shows it.
    static std::string client_name(std::string_view name_space);

    // Until told to stop; the outlet is closed afterwards, whatever happened. Throws RedisFailure,
    // and what the callbacks throw.
    void run(const std::stop_token& stop, const Callbacks& callbacks);

private:
    bool is_heard(db::redis::Connection& connection) const;
    void turn(bool has_listeners, const Callbacks& callbacks);
    void publish_for_a_round(db::redis::Connection& connection, const std::stop_token& stop);

    const db::redis::Settings settings_;
    Outlet& outlet_;
    const std::chrono::milliseconds round_;
};

}  // namespace rollcall::live::redis
