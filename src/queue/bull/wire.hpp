// Between Redis' replies and what the board speaks of.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/redis/command.hpp"
#include "db/redis/reply.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"

namespace rollcall::queue::bull {

inline std::int64_t milliseconds(Instant at) {
    return at.time_since_epoch().count();
}

// A new job's words, as lua/shared/adding.lua has them.
void add_words(db::redis::Command& call, const NewEntry& entry, Instant now);

Answer answer_of(std::int64_t code);
std::string_view key_of(Place place);

std::vector<std::string> texts(const db::redis::Reply& reply);
Fields fields_of(const db::redis::Reply& reply);
// Of `{id, fields}`; of `{id}` one that says in `faults` that it is missing.
Entry entry_of(const db::redis::Reply& reply);
bool is_ghost(const db::redis::Reply& reply);

}  // namespace rollcall::queue::bull
