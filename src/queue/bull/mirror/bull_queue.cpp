#include "queue/bull/mirror/bull_queue.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "db/redis/failure.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/memory.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {

std::optional<Lease> BullQueue::claim(std::string_view worker, std::chrono::milliseconds lease) {
    for (;;) {
        auto claimed = parts_.queue.claim(worker, lease);
        if (!claimed || is_ours(*claimed)) return claimed;
    }
}

bool BullQueue::is_ours(const Lease& lease) {
    const auto& job = lease.job;
    const sql::NamedJob named{parts_.mirrored.name_of(job.id), job};
    const auto drawn = take(named);
    if (drawn == Drawn::removed || drawn == Drawn::another) {
        // First the name: what becomes of this job is not told of the next that has it.
        parts_.mirrored.give_way(job.id);
        elsewhere_.removed({.job = job.id, .epoch = lease.epoch});
        parts_.hints.add(named.bull_id);
        return false;
    }
    if (drawn == Drawn::paused) {
        pause_as_redis({.job = job.id, .epoch = lease.epoch});
        return false;
    }
    if (drawn != Drawn::bull && drawn != Drawn::completed && drawn != Drawn::failed) {
        go_on_repeating(named.bull_id);
        return true;
    }
    elsewhere_.take(job);
    parts_.hints.add(named.bull_id);
    return false;
}

Drawn BullQueue::take(const sql::NamedJob& job) {
    auto picture = picture_of(job, parts_.style);
    picture.how = How::take;
    try {
        const auto drawn = parts_.canvas.draw(std::span(&picture, 1)).front();
        if (drawn == Drawn::paused) return take_unless_paused(picture);
        return drawn == Drawn::removed ? take_again(std::move(picture)) : drawn;
    } catch (const db::redis::RedisFailure&) {
        // Without Redis nobody else can have it; the relay says that it is away.
        return Drawn::same;
    }
}

void BullQueue::go_on_repeating(const std::string& bull_id) {
    if (parts_.repeater == nullptr) return;
    try {
        parts_.repeater->started(bull_id);
    } catch (const db::redis::RedisFailure&) {
        // The run is ours all the same, and the chain of runs is mended when Redis is back.
    }
}

// What is missing was removed, unless this Redis has lost its memory since it was seen there.
Drawn BullQueue::take_again(Picture picture) {
    if (is_same(parts_.mirrored.memory(), parts_.survey.bearings())) return Drawn::removed;
    picture.how = How::force;
    const auto drawn = parts_.canvas.draw(std::span(&picture, 1)).front();
    if (drawn != Drawn::newer) return drawn;
    // Somebody else has added it again meanwhile.
    picture.how = How::take;
    return parts_.canvas.draw(std::span(&picture, 1)).front();
}

// Of a Redis that has lost its memory nobody knows when it was paused: it is told how the queue is.
Drawn BullQueue::take_unless_paused(const Picture& picture) {
    if (is_same(parts_.mirrored.memory(), parts_.survey.bearings())) return Drawn::paused;
    parts_.canvas.pause(parts_.queue.paused(), How::force);
    return parts_.canvas.draw(std::span(&picture, 1)).front();
}

// First, so that nobody claims the job again.
void BullQueue::pause_as_redis(const Fence& fence) {
    parts_.queue.pause(bull);
    std::ignore = parts_.queue.give_back(fence);
    try {
        parts_.canvas.agree_on_pause(true);
    } catch (const db::redis::RedisFailure&) {
        // The change is marked: the relay tells it when Redis is back.
    }
}

void BullQueue::pause(const Asker& by) {
    parts_.queue.pause(by);
    show_pause();
}

void BullQueue::resume(const Asker& by) {
    parts_.queue.resume(by);
    show_pause();
}

void BullQueue::show_pause() {
    try {
        parts_.canvas.pause(parts_.queue.paused(), How::force);
    } catch (const db::redis::RedisFailure&) {
        // The change is marked: the relay tells it when Redis is back.
    }
}

Result<Renewal> BullQueue::renew(const Fence& fence, std::chrono::milliseconds lease) {
    auto renewed = parts_.queue.renew(fence, lease);
    if (renewed) parts_.relay.extend(fence);
    return renewed;
}

void BullQueue::log(const JobId& id, std::string_view level, std::string_view text) {
    parts_.queue.log(id, level, text);
    parts_.relay.note(id, std::string(level) + ": " + std::string(text));
}

}  // namespace rollcall::queue::bull::mirror
