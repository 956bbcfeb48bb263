// What Bull's events tell of.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "db/redis/connection.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/verdict.hpp"

namespace rollcall::queue::bull::mirror {

struct Ending {
    End how = End::unheard;
    std::string reason;  // of a failure
};

struct Rumour {
    std::string bull_id;
    Ending ending;
};

// What a published message says of a job; nothing: it is about none, or cannot be read, or we
// published it ourselves. Of an end it cannot be told who published it.
std::optional<Rumour> rumour_of(const db::redis::Message& message, const Keys& keys);
// Until when a job was delayed that somebody, we or others, added or put off just now.
std::optional<Instant> due_of(const db::redis::Message& message, const Keys& keys);

}  // namespace rollcall::queue::bull::mirror
