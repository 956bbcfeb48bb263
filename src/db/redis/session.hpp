// One line to one Redis: logged in, then commands out and replies in.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "db/redis/command.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/reply_reader.hpp"
#include "db/redis/settings.hpp"
#include "db/redis/wire.hpp"

namespace rollcall::db::redis {

struct Login {
    std::string username;
    std::string password;
    std::uint32_t database = 0;
};

// Used by one thread at a time. Closed for good after Trouble::lost.
class Session {
public:
    using Deadline = Wire::Deadline;

    // Connects and logs in within the settings' connect_timeout; of the settings only the time
    // limits and TLS count. Throws RedisFailure: refused when the server will not have us,
    // unreachable otherwise, also when it still loads its data.
    Session(const Endpoint& server, const Settings& settings, const Login& login);

    const Endpoint& server() const { return server_; }
    // Open, and everything that came was asked for.
    bool is_quiet() const { return reader_.is_empty() && wire_.is_quiet(); }

    // These throw RedisFailure (lost).
    void send(std::string_view commands);
    // The next reply, as long as bytes come within each `silence_max`.
    Reply receive(std::chrono::milliseconds silence_max);
    // The next reply, if it comes by then.
    std::optional<Reply> receive_by(Deadline deadline);
    // Sends one command and gives its reply, be it an error.
    Reply ask(const Command& command);

    // "redis 127.0.0.1:6379: <what>"
    std::string told(std::string_view what) const;
    [[noreturn]] void lose(std::string_view why);

private:
    Session(
        const Endpoint& server,
        const Settings& settings,
        const Login& login,
        Deadline logged_in_by
    );
    void log_in(const Login& login, Deadline deadline);
    void check_greeting(const Reply& reply) const;
    std::optional<Reply> next();

    Endpoint server_;
    std::chrono::milliseconds reply_timeout_;
    Wire wire_;
    ReplyReader reader_;
};

// The first word of an error: "WRONGTYPE"; of one within a script that of the script's error.
std::string_view error_code(std::string_view error);
// The error without what may hold our own words back again.
std::string_view safe_words(std::string_view error);

}  // namespace rollcall::db::redis
