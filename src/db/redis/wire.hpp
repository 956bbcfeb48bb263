// Bytes to and from a Redis, over TCP or TLS, each step within a time limit.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "db/redis/settings.hpp"

namespace rollcall::db::redis {

// The only place that knows of sockets. Used by one thread at a time; closed for good once it threw
// RedisFailure (lost).
class Wire {
public:
    using Deadline = std::chrono::steady_clock::time_point;
    struct Security {
        bool tls = false;
        std::string ca_file;  // empty: the system's
    };

    // Throws RedisFailure (unreachable). A name that must be looked up is looked up to the end: the
    // system's resolver has time limits of its own.
    Wire(const Endpoint& server, const Security& security, Deadline deadline);
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire();

    // All of them, as long as some go out within each `patience`. Throws RedisFailure (lost).
    void write(std::string_view bytes, std::chrono::milliseconds patience);
    // What came, until the next call; empty: nothing by then. Throws RedisFailure (lost).
    std::string_view read(Deadline deadline);

    // Open, with neither bytes nor an end waiting to be read.
    bool is_quiet() const;
    void close();

private:
    struct Socket;
    std::unique_ptr<Socket> socket_;
    std::string where_;  // for messages
};

}  // namespace rollcall::db::redis
