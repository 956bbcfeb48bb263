#include "live/redis/publisher.hpp"

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/settings.hpp"
#include "live/redis/broadcast.hpp"
#include "live/redis/outlet.hpp"

namespace rollcall::live::redis {
namespace {

using Time = std::chrono::steady_clock;

struct Closing {
    Outlet& outlet;

    explicit Closing(Outlet& closed) : outlet(closed) {}
    Closing(const Closing&) = delete;
    Closing& operator=(const Closing&) = delete;
    ~Closing() { outlet.close(); }
};

// The nodes of a cluster do not know who listens to the others.
bool is_cluster(db::redis::Connection& connection) {
    return connection.call({"INFO", "cluster"}).text.contains("cluster_enabled:1");
}

void publish(db::redis::Connection& connection, const std::vector<Post>& posts) {
    std::vector<db::redis::Command> commands;
    commands.reserve(posts.size());
    for (const auto& post : posts)
        commands.push_back({"PUBLISH", post.channel, post.message});
    for (const auto& reply : connection.call_all(commands)) {
        if (!reply.is_error()) continue;
        throw db::redis::RedisFailure(
            "broadcasts cannot be published: " + reply.text, db::redis::Trouble::refused
        );
    }
}

}  // namespace

Publisher::Publisher(db::redis::Settings settings, Outlet& outlet, std::chrono::milliseconds round)
    : settings_(std::move(settings)), outlet_(outlet), round_(round) {}

std::string Publisher::client_name(std::string_view name_space) {
    return "rollcall:broadcasts:" + std::string(name_space);
}

void Publisher::run(const std::stop_token& stop, const Callbacks& callbacks) {
    const Closing closing(outlet_);
    db::redis::Connection connection(settings_);
    connection.name(client_name(outlet_.name()));
    const bool is_blind = is_cluster(connection);
    while (!stop.stop_requested()) {
        callbacks.check();
        turn(is_blind || is_heard(connection), callbacks);
        publish_for_a_round(connection, stop);
    }
}

// Each server of redis-adapter listens to the requests of its namespace, and none of ours does.
bool Publisher::is_heard(db::redis::Connection& connection) const {
    // The reply is the channel's name and how many listen to it.
    const auto reply = connection.call({"PUBSUB", "NUMSUB", requests_of(outlet_.name())});
    return reply.items.size() == 2 && reply.items.back().integer > 0;
}

// Jobs are looked at for who may hear of them: where no server listens, that would be for nobody.
void Publisher::turn(bool has_listeners, const Callbacks& callbacks) {
    if (!has_listeners) {
        outlet_.close();
    } else if (!outlet_.is_open()) {
        outlet_.open();
        callbacks.opened();
    }
}

void Publisher::publish_for_a_round(
    db::redis::Connection& connection,
    const std::stop_token& stop
) {
    const auto end = Time::now() + round_;
    for (auto now = Time::now(); now < end && !stop.stop_requested(); now = Time::now()) {
        const auto posts =
            outlet_.take(stop, std::chrono::ceil<std::chrono::milliseconds>(end - now));
        if (!posts.empty()) publish(connection, posts);
    }
}

}  // namespace rollcall::live::redis
