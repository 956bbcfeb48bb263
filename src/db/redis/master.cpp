#include "db/redis/master.hpp"

#include <charconv>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "db/redis/command.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/session.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {
namespace {

// What the server is instead of a master; empty: a master, or it does not say. READONLY tells
// whoever may not ask.
std::string other_role(const Reply& role) {
    if (role.kind != Reply::Kind::array || role.items.empty()) return {};
    const auto& word = role.items.front().text;
    if (word == "master") return {};
    return word == "slave" ? "replica" : word;
}

// A server that was just demoted does not say so unasked.
std::unique_ptr<Session> meet(const Endpoint& server, const Settings& settings) {
    const Login login{settings.username, settings.password, settings.database};
    auto session = std::make_unique<Session>(server, settings, login);
    const auto role = other_role(session->ask({"ROLE"}));
    if (role.empty()) return session;
    const bool in_cluster =
        session->ask({"INFO", "cluster"}).text.find("cluster_enabled:1") != std::string::npos;
    if (!in_cluster) {
        throw RedisFailure(session->told("a " + role + ", not the master"), Trouble::unreachable);
    }
    return session;
}

Endpoint ask_for_master(const Endpoint& sentinel, const Settings& settings) {
    Session session(sentinel, settings, {.username = {}, .password = settings.sentinel_password});
    const auto reply = session.ask({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", settings.master_name});
    if (reply.is_error()) {
        throw RedisFailure(session.told(safe_words(reply.text)), Trouble::unreachable);
    }
    std::uint16_t port = 0;
    if (reply.items.size() == 2) {
        const auto& digits = reply.items[1].text;
        std::from_chars(digits.data(), digits.data() + digits.size(), port);
    }
    if (port == 0) {
        throw RedisFailure(
            session.told("this sentinel knows no master " + settings.master_name),
            Trouble::unreachable
        );
    }
    return {reply.items[0].text, port};
}

// The others may know better, also of a server that will not have us.
std::unique_ptr<Session> first_of(
    const std::vector<Endpoint>& places,
    const std::string& complaint,
    const std::function<std::unique_ptr<Session>(const Endpoint&)>& meet_by
) {
    std::string why;
    for (const auto& place : places) {
        try {
            return meet_by(place);
        } catch (const RedisFailure& failure) {
            why += (why.empty() ? "" : "; ") + std::string(failure.what());
        }
    }
    throw RedisFailure(complaint + ": " + why, Trouble::unreachable);
}

}  // namespace

std::unique_ptr<Session> meet_master(const Settings& settings) {
    if (!settings.sentinels.empty()) {
        return first_of(
            settings.sentinels,
            "no master " + settings.master_name,
            [&](const Endpoint& place) { return meet(ask_for_master(place, settings), settings); }
        );
    }
    if (settings.further.empty()) return meet(settings.server, settings);
    auto servers = settings.further;
    servers.insert(servers.begin(), settings.server);
    return first_of(servers, "none of the servers", [&](const Endpoint& place) {
        return meet(place, settings);
    });
}

}  // namespace rollcall::db::redis
