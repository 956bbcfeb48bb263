// What went wrong with Redis.
#pragma once

#include <cstdint>
#include <string>

#include "base/failure.hpp"

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

}  // namespace rollcall::db::redis
