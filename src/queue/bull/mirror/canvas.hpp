// Draws in Bull's keys.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/redis/command.hpp"
#include "db/redis/pool.hpp"
#include "db/redis/reply.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/picture.hpp"

namespace rollcall::queue::bull::mirror {

// What became of a picture.
enum class Drawn : std::uint8_t {
    drawn,
    same,       // Redis knew
    newer,      // and knows better, or the job is not where it was seen
    bull,       // a Bull worker has the job in hand: nothing was drawn
    completed,  // or ended it
    failed,
    moved,    // somebody made it due, or had it run again: it was left where it is
    gone,     // the hash that was to be marked is not there
    removed,  // reconciles saw it there, and somebody took it out
    another,  // its name was used again: nothing was drawn
    paused,   // to take: somebody paused the queue in Redis
    broken,   // Redis refused: what stands under these names is something else
};

// A lock of ours.
struct Hold {
    std::string bull_id;
    std::string token;
};

// A line of a job's log.
struct Line {
    std::string bull_id;
    std::string text;
};

// Safe from any thread. Throws RedisFailure when Redis is out of reach; each call may be repeated.
class Canvas {
public:
    struct Settings {
        std::chrono::milliseconds lock{30'000};  // as Bull sees it
        std::uint32_t keep = 1'000;              // ended jobs of either kind, at most
        std::uint32_t log_lines = 1'000;         // of a job
        std::uint32_t metrics_minutes = 10'080;  // a week, as dashboards draw it
    };

    // The pool outlives this.
    Canvas(db::redis::Pool& pool, Keys keys, Settings settings);

    // Whether Redis is there: it throws where not.
    void reach();
    // In one go, answered in order.
    std::vector<Drawn> draw(std::span<const Picture> pictures);
    // To tell: unless Redis was told so before; or force.
    void pause(bool paused, How how);
    // The queue became as Redis shows it: what stands there otherwise from now on is news.
    void agree_on_pause(bool paused);
    // Whether each is still ours.
    std::vector<bool> extend(std::span<const Hold> holds);
    // All or none of them. What is no log any more gets no line.
    void note(std::span<const Line> lines);
    // A Bull worker's end of a job is known, wherever it put it: no news any more, unless the job
    // was drawn, or moved, since it was seen there.
    void heard(const std::string& bull_id, std::uint64_t seq, std::string_view place);
    // A job that waits there, and that we will not run, ends as failed.
    void refuse(const std::string& bull_id, const std::string& why, Instant now);

private:
    db::redis::Command call_of(const Picture& picture) const;
    Drawn drawn_of(const db::redis::Reply& reply, const std::string& bull_id);

    db::redis::Pool& pool_;
    const Keys keys_;
    const Settings settings_;
    std::atomic<std::uint64_t> broken_ = 0;
};

}  // namespace rollcall::queue::bull::mirror
