#include "db/redis/failure.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/failure.hpp"
#include "db/redis/reply.hpp"
#include "db/redis/session.hpp"

namespace rollcall::db::redis {

RedisFailure::RedisFailure(const std::string& what, Trouble trouble, std::string code)
    : Failure(what, trouble == Trouble::refused ? Broken::other : Broken::database),
      trouble_(trouble),
      code_(std::move(code)) {}

void throw_if_it_may_pass(const Reply& reply) {
    // A script's own mistake, and a key of another kind than the command is for.
    constexpr std::array<std::string_view, 2> of_the_command{"ERR", "WRONGTYPE"};
    if (!reply.is_error()) return;
    const auto code = error_code(reply.text);
    if (std::ranges::find(of_the_command, code) != of_the_command.end()) return;
    throw RedisFailure(
        "redis: " + std::string(safe_words(reply.text)), Trouble::refused, std::string(code)
    );
}

}  // namespace rollcall::db::redis
