// The board's verbs about repeated jobs, for tests.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "queue/bull/board.hpp"

namespace rollcall::bull_worker {

// By `key`, or `name` and `repeat`, as Bull's options have it. Whether there was one.
boost::json::value remove_repetition(queue::bull::Board& board, const boost::json::object& words);
// `first`, `last`, `ascending`. As Bull lists them.
boost::json::value repetitions(queue::bull::Board& board, const boost::json::object& words);
// Of each of `cases`, {now, repeat}, when its next run would be: ms, null for none, or {refused}.
boost::json::value next_runs(queue::bull::Board& board, const boost::json::object& words);

}  // namespace rollcall::bull_worker
