// Goes on with what Bull producers repeat.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/mirror/hints.hpp"

namespace rollcall::queue::bull::mirror {

// Safe from any thread. Throws RedisFailure; it may then be called again.
class Repeater {
public:
    // Both outlive this.
    Repeater(Board& board, Hints& hints) : board_(board), hints_(hints) {}

    // Our worker starts that job: if it is a run of a repeated one, the next is added, and hinted
    // at.
    void started(const std::string& bull_id);
    // The same for runs that have started since without a next one: Redis was away then, or who
    // started it died.
    void mend(Instant now);

private:
    Board& board_;
    Hints& hints_;
};

}  // namespace rollcall::queue::bull::mirror
