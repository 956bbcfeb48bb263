// Where a Redis is, and how one gets in.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace rollcall::db::redis {

struct Endpoint {
    std::string host;
    std::uint16_t port = 6379;

    bool operator==(const Endpoint&) const = default;
};

struct Settings {
    Endpoint server;  // ignored when there are sentinels
    // Tried in turn where that one will not do: other nodes of a cluster, or where the master may
    // be.
    std::vector<Endpoint> further;
    std::string username;
    std::string password;
    std::uint32_t database = 0;

    bool tls = false;
    std::string tls_ca_file;  // empty: the system's

    // Sentinels are asked for the master of this name before each connection.
    std::vector<Endpoint> sentinels;
    std::string master_name;
    std::string sentinel_password;

    std::chrono::milliseconds connect_timeout{2'000};
    std::chrono::milliseconds reply_timeout{5'000};  // silence for so long breaks the connection
};

}  // namespace rollcall::db::redis
