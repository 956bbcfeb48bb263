#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/scripts.hpp"
#include "queue/bull/wire.hpp"

namespace rollcall::queue::bull {

Swept Board::sweep() {
    auto call = scripts().sweep.call({keys_.base()});
    call.add(settings_.token).add(milliseconds(clock_.now()));
    const auto reply = run(scripts().sweep, call);
    Swept swept{
        .waiting = static_cast<std::uint32_t>(reply.items.at(0).integer),
        .next_score = std::nullopt,
        .ghosts = texts(reply.items.at(2))};
    if (const auto& next = reply.items.at(1).text; !next.empty())
        swept.next_score = std::stod(next);
    return swept;
}

Recovered Board::recover(Milliseconds interval, std::uint32_t stalls_max) {
    auto call = scripts().recover.call({keys_.base()});
    call.add(milliseconds(clock_.now())).add(interval.count()).add(stalls_max);
    const auto reply = run(scripts().recover, call);
    return {
        .failed = texts(reply.items.at(0)),
        .waiting = texts(reply.items.at(1)),
        .ghosts = texts(reply.items.at(2))};
}

bool Board::settle(bool all) {
    auto call = scripts().settle.call({keys_.base()});
    return run(scripts().settle, call.add(all ? "1" : "")).integer == 1;
}

}  // namespace rollcall::queue::bull
