// What went wrong with Redis.
#pragma once

#include <cstdint>
#include <string>

#include "base/failure.hpp"
#include "db/redis/reply.hpp"

namespace rollcall::db::redis {

enum class Trouble : std::uint8_t {
    unreachable,  // no connection, or none in time
    lost,         // the connection broke, or was silent too long: what was sent may have happened
    refused,      // the server answered with an error: `code` is its first word
};

class RedisFailure final : public Failure {
public:
    RedisFailure(const std::string& what, Trouble trouble, std::string code = {});

    Trouble trouble() const { return trouble_; }
    // "NOSCRIPT", "READONLY", "OOM", "WRONGTYPE", …; empty unless refused.
    const std::string& code() const { return code_; }

private:
    Trouble trouble_;
    std::string code_;
};

// Throws when this is an error of the server and not of the command: it has no memory, still loads,
// is a replica now. The same command may do later. Other replies are left to the caller.
void throw_if_it_may_pass(const Reply& reply);

}  // namespace rollcall::db::redis
