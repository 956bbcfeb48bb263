// A connection to Redis.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "db/redis/command.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/script.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::db::redis {

// What a subscription brought.
struct Message {
    std::string pattern;  // empty: of SUBSCRIBE
    std::string channel;
    std::string payload;
};

// Used by one thread at a time. Broken for good after Trouble::lost.
class Connection {
public:
    // Connects (asking the sentinels, where there are some), logs in, selects the database; keeps
    // the link alive and finds a dead peer within 20 s. A replica, where a master was asked for, is
    // refused. Throws RedisFailure.
    explicit Connection(const Settings& settings);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection();

    // Throws RedisFailure, also for an error that the server answers. Follows MOVED and ASK of a
    // cluster.
    Reply call(const Command& command);
    // All of them in one go, answered in order; an error stands among the replies.
    std::vector<Reply> call_all(std::span<const Command> commands);

    // As `call` and `call_all`, of `script.call(…)`: a server that does not know the script learns
    // it. All calls are one transaction: nobody's commands, and no SCRIPT FLUSH, come in between,
    // so that they run in their order whatever happens.
    Reply run(const Script& script, const Command& call);
    std::vector<Reply> run_all(const Script& script, std::span<const Command> calls);

    // A command that may wait for so long on the server (BRPOPLPUSH): nil when nothing came.
    Reply wait(const Command& command, std::chrono::milliseconds patience);

    // As CLIENT LIST shows it.
    void name(const std::string& name);

    // After these only `next_message` may be called.
    void subscribe(std::span<const std::string> channels, std::span<const std::string> patterns);
    // Waits for so long; nothing when nothing came. Throws RedisFailure.
    std::optional<Message> next_message(std::chrono::milliseconds patience);

    bool alive() const;
    // The server that this is a connection to.
    const Endpoint& server() const;

private:
    struct Link;
    std::unique_ptr<Link> link_;
};

}  // namespace rollcall::db::redis
