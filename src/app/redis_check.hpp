// Whether a Redis is fit to be shown the queue, and what in it is to be mended.
#pragma once

#include <vector>

#include "app/diagnosis.hpp"
#include "app/settings.hpp"
#include "base/result.hpp"
#include "db/redis/redis.hpp"

namespace rollcall::app {

// What is to be said of how Redis is set. Throws RedisFailure. Needs: settings.has_redis().
std::vector<db::redis::Advice> advice_on(const Settings& settings);

// At the start: refuses with wrong_state a Redis that would throw jobs away. One that does not
// answer may come later. Needs: settings.has_redis().
Result<void> check_redis(const Settings& settings);

// For `rollcall doctor`; with `repair` what harms nobody but the reader is taken away: ids without
// a job, and keys that are not what Bull has under their names. Throws RedisFailure.
std::vector<Diagnosis> look_at_redis(const Settings& settings, bool repair);

}  // namespace rollcall::app
