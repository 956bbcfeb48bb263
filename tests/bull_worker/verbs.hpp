// The board's verbs by their names, for tests.
#pragma once

#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "queue/bull/board.hpp"

namespace rollcall::bull_worker {

bool is_verb(std::string_view name);

// Runs the verb that `words` names in `do`; {"refused": …} where the board refuses. Throws what the
// board throws.
boost::json::value run_verb(queue::bull::Board& board, const boost::json::object& words);

}  // namespace rollcall::bull_worker
