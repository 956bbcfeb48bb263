// What Bull's events tell of.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "db/redis/connection.hpp"
#include "queue/bull/keys.hpp"

namespace rollcall::queue::bull::mirror {

// The job that a published message is about, unless we published it ourselves; nothing: none, or
// it cannot be told.
std::optional<std::string> job_of(const db::redis::Message& message, const Keys& keys);
// Until when a job was delayed that somebody, we or others, added or put off just now.
std::optional<Instant> due_of(const db::redis::Message& message, const Keys& keys);

}  // namespace rollcall::queue::bull::mirror
