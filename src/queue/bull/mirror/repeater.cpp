#include "queue/bull/mirror/repeater.hpp"

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/repeat/repeat.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

bool has_started(const std::optional<bull::Place>& place) {
    return place == bull::Place::active || place == bull::Place::completed ||
           place == bull::Place::failed;
}

}  // namespace

void Repeater::started(const std::string& bull_id) {
    if (!repeat::due_of(bull_id)) return;
    const auto run = board_.find(bull_id);
    if (!run || !run->options.repeat()) return;
    const auto next = board_.add_next_run(*run);
    if (!next) {
        log::warning("bull", bull_id + " cannot be repeated: " + next.error().message);
        return;
    }
    const auto& id = *next;
    if (id) hints_.add(*id);
}

void Repeater::mend(Instant now) {
    for (const auto& repetition : board_.repetitions({.ascending = true})) {
        if (repetition.next > now) return;
        const auto id = run_of(repetition);
        if (board_.find(id) && has_started(board_.place(id))) started(id);
    }
}

}  // namespace rollcall::queue::bull::mirror
