// Whether a Redis is the one that was told what SQL believes it was told.
#pragma once

#include <optional>

#include "queue/bull/mirror/survey.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {

sql::Memory memory_of(const Bearings& bearings);

// Whether this Redis still has all that it had when it was last looked at: what is missing in it
// was then taken out by somebody.
bool is_same(const std::optional<sql::Memory>& known, const Bearings& bearings);

}  // namespace rollcall::queue::bull::mirror
