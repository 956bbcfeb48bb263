// What a job's data asks of its handler.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "tests/bull_worker/gate.hpp"

namespace rollcall::bull_worker {

struct Handled {
    bool completed = true;
    std::string value = "null";  // JSON
    bool tells_value = false;
    queue::bull::Mishap mishap;
};

// `data.act`: none: completes with `data.value`, or with nothing. "echo": with the data. "fail":
// fails for `data.reason`, `data.times` times if given. "discard": the same, for good. "sleep":
// after `data.ms`. "hold": once the gate is opened for it. "tick": counts its progress up for ever.
// The last three end when their time is out, or the gate is shut for all.
Handled handle(queue::bull::Board& board, const queue::bull::Entry& entry, Gate& gate);

}  // namespace rollcall::bull_worker
