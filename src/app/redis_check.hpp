// Whether a Redis is fit to be shown the queue, and what in it is to be mended.
#pragma once

#include <vector>

#include "app/diagnosis.hpp"
#include "app/settings.hpp"
#include "base/result.hpp"

namespace rollcall::app {

// At the start: refuses with wrong_state a Redis that would throw jobs away, and logs what else may
// go wrong. One that does not answer may come later. Needs: settings.has_redis().
Result<void> check_redis(const Settings& settings);

// For `rollcall doctor`; with `repair` what harms nobody but the reader is taken away: ids without
// a job, and keys that are not what Bull has under their names. Throws RedisFailure.
std::vector<Diagnosis> look_at_redis(const Settings& settings, bool repair);

}  // namespace rollcall::app
