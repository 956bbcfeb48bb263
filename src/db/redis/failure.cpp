#include "db/redis/failure.hpp"

#include <string>
#include <utility>

#include "base/failure.hpp"

namespace rollcall::db::redis {

RedisFailure::RedisFailure(const std::string& what, Trouble trouble, std::string code)
    : Failure(what, trouble == Trouble::refused ? Broken::other : Broken::database),
      trouble_(trouble),
      code_(std::move(code)) {}

}  // namespace rollcall::db::redis
