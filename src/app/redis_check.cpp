#include "app/redis_check.hpp"

#include <string>
#include <vector>

#include "app/diagnosis.hpp"
#include "app/settings.hpp"
#include "app/settings_bull.hpp"
#include "app/settings_redis.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/mirror/repair.hpp"

namespace rollcall::app {
namespace {

using db::redis::Advice;

Diagnosis diagnosis_of(const queue::bull::mirror::Damage& damage, bool repaired) {
    const auto text = with_commas(damage.ghosts.size()) + " ids without a job, " +
                      with_commas(damage.broken.size()) + " keys that are not Bull's";
    if (damage.ghosts.empty() && damage.broken.empty()) {
        return {"queue in Redis", true, "holds what it should"};
    }
    if (repaired) return {"queue in Redis", true, text + ": repaired"};
    return {"queue in Redis", false, text + ": run `rollcall doctor --repair`"};
}

}  // namespace

std::vector<Advice> advice_on(const Settings& settings) {
    db::redis::Connection connection(*redis_settings(settings));
    return db::redis::inspect(connection, settings.queue_prefix);
}

Result<void> check_redis(const Settings& settings) {
    try {
        for (const auto& advice : advice_on(settings)) {
            if (advice.weight == Advice::Weight::refuse) {
                return refuse(Errc::wrong_state, "Redis: " + advice.text);
            }
        }
    } catch (const db::redis::RedisFailure& failure) {
        log::warning("bull", std::string(failure.what()) + ": jobs run without it meanwhile");
    }
    return {};
}

std::vector<Diagnosis> look_at_redis(const Settings& settings, bool repair) {
    std::vector<Diagnosis> found;
    for (const auto& advice : advice_on(settings))
        found.push_back({"redis", advice.weight == Advice::Weight::warn, advice.text});
    if (found.empty()) found.push_back({"redis", true, "answers, and is set as a queue needs it"});
    db::redis::Pool pool(*redis_settings(settings), "rollcall");
    queue::bull::mirror::Repair mender(pool, bull_keys_of(settings));
    const auto damage = mender.look();
    if (repair) mender.mend(damage);
    found.push_back(diagnosis_of(damage, repair));
    return found;
}

}  // namespace rollcall::app
