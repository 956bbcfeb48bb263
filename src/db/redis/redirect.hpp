// Where a node of a cluster sends us.
#pragma once

#include <optional>
#include <string_view>

#include "db/redis/settings.hpp"

namespace rollcall::db::redis {

struct Redirect {
    Endpoint server;
    bool is_for_good = false;  // MOVED; else ASK: this once
};

// Reads "MOVED 3999 10.0.0.1:6381" and "ASK 3999 :6381" (of the same host as `asked`). Nothing: the
// error is another.
std::optional<Redirect> parse_redirect(std::string_view error, const Endpoint& asked);

}  // namespace rollcall::db::redis
