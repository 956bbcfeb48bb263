#include "queue/bull/mirror/memory.hpp"

#include <optional>

#include "queue/bull/mirror/survey.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {

sql::Memory memory_of(const Bearings& bearings) {
    return {
        .run_id = bearings.run_id,
        .canary = bearings.canary,
        .counter = bearings.counter.value_or(0)};
}

bool is_same(const std::optional<sql::Memory>& known, const Bearings& bearings) {
    // A counter that cannot be read has not gone back.
    return known && known->run_id == bearings.run_id && known->canary == bearings.canary &&
           known->counter <= bearings.counter.value_or(known->counter);
}

}  // namespace rollcall::queue::bull::mirror
