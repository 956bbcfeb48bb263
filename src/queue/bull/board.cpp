#include "queue/bull/board.hpp"

#include <utility>

#include "base/clock.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/scripts.hpp"

namespace rollcall::queue::bull {

using db::redis::Command;
using db::redis::Connection;
using db::redis::Reply;
using db::redis::Script;

Board::Board(db::redis::Pool& pool, Keys keys, BoardSettings settings, const Clock& clock)
    : pool_(pool),
      keys_(std::move(keys)),
      settings_(std::move(settings)),
      clock_(clock),
      adding_(
          pool_,
          scripts().add,
          scripts().add.call({keys_.base()}).add(settings_.token),
          jobs_a_call
      ) {}

Reply Board::run(const Script& script, const Command& call) {
    return pool_.with([&](Connection& connection) { return connection.run(script, call); });
}

}  // namespace rollcall::queue::bull
