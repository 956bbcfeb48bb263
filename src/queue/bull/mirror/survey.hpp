// Looks at what stands in Bull's keys.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "db/redis/pool.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/rumour.hpp"
#include "queue/bull/mirror/verdict.hpp"

namespace rollcall::queue::bull::mirror {

// What Redis knows of a job.
struct Glance {
    bool exists = false;
    bool broken = false;     // what stands under its name is no job
    std::uint64_t seq = 0;   // that it was told last; 0: never
    std::string drawn;       // and the state
    std::string lock;        // its token; empty: none
    std::uint32_t seen = 0;  // by reconciles, up to twice
    Place place = Place::missing;
    std::string failed_reason;
    Instant added{};  // by its producer's clock
    Ending heard;     // of its end, by an event
};

// As draw.lua and heard.lua have it; what waits may be in wait, paused or nowhere.
std::string_view name_of(Place place);

// The same for the table of verdicts: `seq` is SQL's.
Sight sight_of(const Glance& glance, std::uint64_t seq);

// By what Redis is known again, and whether it shows the queue as paused.
struct Bearings {
    std::string run_id;
    std::string canary;                   // empty: it has none of ours
    std::optional<std::int64_t> counter;  // nothing: it cannot be read
    bool paused = false;
    std::string paused_told;  // what it was told last: "1", "0", or nothing
};

// Where jobs are that have not ended.
struct Places {
    std::unordered_map<std::string, Place> of;
    std::vector<std::string> unreadable;  // keys that are something else than Bull's
};

// Safe from any thread. Throws RedisFailure.
class Survey {
public:
    Survey(db::redis::Pool& pool, Keys keys);

    Bearings bearings();
    // A Redis without memory begins to have one.
    void plant(const std::string& canary);

    // As Bull's lists and sets say page by page: a job that moves meanwhile may be missing, or in
    // its old place.
    Places places();
    // Of many, without their places; with `marks` they count as seen.
    std::vector<Glance> look(std::span<const std::string> bull_ids, bool marks);
    // Delayed until one of these milliseconds, and not drawn by us: so many of each at most as a
    // page has.
    std::vector<std::string> strangers_due(const std::set<Instant>& dues);
    // Of the name's next job nothing was seen yet.
    void forget_sights(const std::string& bull_id);
    // When a delayed job is due; nothing: it is not delayed.
    std::optional<Instant> due_of(const std::string& bull_id);
    // Of one, with its place, in one moment.
    Glance find(const std::string& bull_id);
    // Of the newest completed jobs that we drew: those of which it is said why they failed.
    std::vector<std::string> late_failures();
    // All that its hash says; empty: there is none that could be read.
    std::map<std::string, std::string> read(const std::string& bull_id);

private:
    db::redis::Pool& pool_;
    const Keys keys_;
};

}  // namespace rollcall::queue::bull::mirror
