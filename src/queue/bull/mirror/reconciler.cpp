#include "queue/bull/mirror/reconciler.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/log.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/elsewhere.hpp"
#include "queue/bull/mirror/memory.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/bull/mirror/survey.hpp"
#include "queue/bull/mirror/verdict.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

constexpr std::size_t canary_bytes = 16;
constexpr std::uint32_t page = 500;
constexpr std::uint32_t seen_twice = 2;
// A pass ends in good time, whatever stands in Redis; the next goes on with the rest.
constexpr std::size_t suspects_max = 2'000;

Standing standing_of(const Job& job) {
    return {
        .state = job.state,
        .elsewhere = job.state == JobState::active && !job.processed_by.empty(),
        .unwanted = job.cancel_requested,
        .tried = job.attempts_made > 0};
}

// Whether a producer used the name of a job again, as Redis had been told of that: it knows nothing
// of it, and not because it went back to before it was told.
bool is_another(const Job& job, const Glance& glance, bool was_told) {
    if (!glance.exists || glance.seq > 0 || !glance.drawn.empty()) return false;
    // Only what was drawn counts as seen.
    if (glance.seen >= seen_twice) return true;
    const bool has_ended = is_final(job.state);
    if (has_ended && job.processed_by.empty()) {
        return was_told && glance.added > job.finished_at;
    }
    // Of a Bull worker's job nobody drew the end, and Redis may never have been told of it.
    const bool waits = glance.place == Place::waiting || glance.place == Place::delayed;
    return (was_told || has_ended) && waits && glance.added > job.created_at;
}

}  // namespace

Reconciler::Reconciler(Parts parts) : parts_(std::move(parts)), elsewhere_(parts_.queue) {}

void Reconciler::attend() {
    auto ids = parts_.hints.take();
    if (const auto dues = parts_.hints.take_dues(); !dues.empty()) {
        for (auto& id : parts_.survey.strangers_due(dues))
            ids.insert(std::move(id));
    }
    for (const auto& job : parts_.mirrored.elsewhere())
        ids.insert(job.bull_id);
    if (ids.empty() || !is_same(parts_.mirrored.memory(), parts_.survey.bearings())) return;
    for (const auto& id : ids)
        settle(id, Occasion::hint);
}

Differences Reconciler::reconcile() {
    Differences found;
    const auto bearings = parts_.survey.bearings();
    const auto known = parts_.mirrored.memory();
    if (!is_same(known, bearings)) {
        begin_memory(bearings);
        found.began = true;
        return found;
    }
    if (known->counter < bearings.counter) parts_.mirrored.remember(memory_of(bearings));
    settle_pause(bearings);
    for (const auto& id : suspects(found)) {
        switch (settle(id)) {
            case Found::well: break;
            case Found::settled: ++found.settled; break;
            case Found::ghost: ++found.ghosts; break;
            case Found::broken: ++found.broken; break;
            case Found::orphan: ++found.orphans; break;
        }
    }
    found.settled += clear_late_failures();
    return found;
}

// What is missing in it now was lost, not removed; and what comes to be there is seen anew.
void Reconciler::begin_memory(const Bearings& bearings) {
    const auto canary = random_hex(canary_bytes);
    parts_.survey.plant(canary);
    auto memory = memory_of(bearings);
    memory.canary = canary;
    parts_.mirrored.remember(memory);
    parts_.mirrored.mark_open();
    log::info("bull", "this Redis is new, or has lost its memory: what is open is told anew");
}

void Reconciler::settle_pause(const Bearings& bearings) {
    const bool paused = parts_.queue.paused();
    if (bearings.paused == paused) return;
    if (bearings.paused_told != (paused ? "1" : "0")) {
        parts_.canvas.pause(paused, How::tell);
        return;
    }
    // Redis was told how it is: somebody there wants it otherwise.
    if (paused) {
        parts_.queue.resume(bull);
    } else {
        parts_.queue.pause(bull);
    }
    parts_.canvas.agree_on_pause(!paused);
}

// The jobs that a look at many at once says something about: their verdict is made by a look at
// each alone.
std::vector<std::string> Reconciler::suspects(Differences& found) {
    auto places = parts_.survey.places();
    found.broken += static_cast<std::uint32_t>(places.unreadable.size());
    std::vector<std::string> suspects;
    suspect_open(places, suspects);
    suspect_others(places, suspects, found);
    if (suspects.size() > suspects_max) {
        const auto first = static_cast<std::ptrdiff_t>(turn_ % suspects.size());
        std::ranges::rotate(suspects, suspects.begin() + first);
        suspects.resize(suspects_max);
        turn_ += suspects_max;
    }
    return suspects;
}

// Those that SQL has; they are taken out of the places.
void Reconciler::suspect_open(Places& places, std::vector<std::string>& suspects) {
    for (auto open = parts_.mirrored.open(0, page); !open.jobs.empty();
         open = parts_.mirrored.open(open.last, page)) {
        std::vector<std::string> ids;
        ids.reserve(open.jobs.size());
        for (const auto& named : open.jobs)
            ids.push_back(named.bull_id);
        auto glances = parts_.survey.look(ids, true);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            auto& glance = glances.at(i);
            const auto place = places.of.find(ids.at(i));
            glance.place = place == places.of.end() ? Place::nowhere : place->second;
            if (place != places.of.end()) places.of.erase(place);
            // It may be where nobody can look.
            const bool is_hidden = glance.exists && glance.place == Place::nowhere;
            if (is_hidden && !places.unreadable.empty()) continue;
            const auto& job = open.jobs.at(i).job;
            const auto verdict = judge(standing_of(job), sight_of(glance, job.seq));
            if (glance.broken || verdict != Verdict::nothing) suspects.push_back(ids.at(i));
        }
    }
}

// What has ended in SQL, or is not known to it. Ids without a job may be many, and are only
// counted.
void Reconciler::suspect_others(
    const Places& places,
    std::vector<std::string>& suspects,
    Differences& found
) {
    std::vector<std::string> ids;
    for (const auto& [id, place] : places.of) {
        if (place != Place::active) ids.push_back(id);
    }
    for (std::size_t from = 0; from < ids.size(); from += page) {
        const auto some = std::span<const std::string>(ids).subspan(
            from, std::min<std::size_t>(page, ids.size() - from)
        );
        const auto glances = parts_.survey.look(some, false);
        for (std::size_t i = 0; i < some.size(); ++i) {
            if (glances.at(i).exists) {
                suspects.push_back(some[i]);
            } else {
                ++(glances.at(i).broken ? found.broken : found.ghosts);
            }
        }
    }
}

Reconciler::Found Reconciler::settle(const std::string& bull_id, Occasion occasion) {
    // SQL first: what Redis was told of a later state is then no reason to do anything.
    auto named = parts_.mirrored.find(bull_id);
    // A job of that id, which has another name there.
    if (named && named->bull_id != bull_id) named.reset();
    const bool was_told = named && !parts_.mirrored.is_marked(named->job.id);
    const auto glance = look_at(bull_id);
    // There is nothing to draw on until somebody mends it.
    if (glance.broken) return Found::broken;
    if (!named) return greet(bull_id, glance);
    if (is_another(named->job, glance, was_told)) {
        let_go(*named, glance);
        return greet(bull_id, glance);
    }
    // A Bull worker may have taken and ended it since: the event of its end is on its way.
    const bool may_have_ended = !glance.exists && glance.heard.how == End::unheard;
    if (occasion == Occasion::hint && may_have_ended) return Found::well;
    const auto verdict = judge(standing_of(named->job), sight_of(glance, named->job.seq));
    if (verdict == Verdict::nothing) return Found::well;
    act(*named, glance, verdict);
    return Found::settled;
}

// What was heard of its end is all there is of a job that left nothing behind.
Glance Reconciler::look_at(const std::string& bull_id) {
    // First: what is heard of an end that came behind the look is for the next one.
    auto heard = parts_.hints.take_ending(bull_id);
    auto glance = parts_.survey.find(bull_id);
    glance.heard = std::move(heard);
    return glance;
}

// Of a job whose name another has by now, and that was taken out of Redis before. First the name:
// what becomes of the job is not told of the other.
void Reconciler::let_go(const sql::NamedJob& named, const Glance& another) {
    const auto& job = named.job;
    if (is_final(job.state)) return;
    parts_.mirrored.give_way(job.id);
    Glance gone;
    gone.seen = seen_twice;
    gone.heard = another.heard;
    const auto verdict = judge(standing_of(job), sight_of(gone, job.seq));
    act({parts_.mirrored.name_of(job.id), job}, gone, verdict);
}

Reconciler::Found Reconciler::greet(const std::string& bull_id, const Glance& glance) const {
    const auto place = glance.exists ? glance.place : Place::missing;
    switch (welcome({.place = place, .ours = glance.seq > 0})) {
        case Welcome::none: break;
        case Welcome::ghost: return Found::ghost;
        case Welcome::orphan: return Found::orphan;
        case Welcome::take_in:
            if (glance.seen > 0) parts_.survey.forget_sights(bull_id);
            if (parts_.take_in) parts_.take_in(bull_id);
            break;
    }
    return Found::well;
}

void Reconciler::act(const sql::NamedJob& named, const Glance& glance, Verdict verdict) {
    const auto& job = named.job;
    const Fence fence{.job = job.id, .epoch = job.epoch};
    // What is refused here has changed since: the next look sees how.
    switch (verdict) {
        case Verdict::nothing: break;
        case Verdict::draw: draw(named, glance); break;
        case Verdict::cancel:
            // Who adds under its name from now on adds another. What runs keeps it to its end.
            if (job.state != JobState::active) parts_.mirrored.give_way(job.id);
            std::ignore = parts_.queue.cancel(job.id, bull);
            break;
        case Verdict::retry: std::ignore = parts_.queue.retry(job.id, bull); break;
        case Verdict::promote: std::ignore = parts_.queue.promote(job.id, bull); break;
        case Verdict::hand_over: elsewhere_.take(job); break;
        case Verdict::keep: elsewhere_.keep(fence); break;
        case Verdict::take_back: elsewhere_.take_back(fence); break;
        case Verdict::completed:
        case Verdict::failed:
        case Verdict::put_off: hear(named, glance, verdict); break;
        case Verdict::lost:
            parts_.mirrored.give_way(job.id);
            elsewhere_.lost(job);
            break;
        case Verdict::end: elsewhere_.cancelled(job); break;
    }
}

// How a Bull worker ended a job. Redis is told that it was heard before SQL has it: nobody takes it
// for another end once the job runs again.
void Reconciler::hear(const sql::NamedJob& named, const Glance& glance, Verdict verdict) {
    if (!elsewhere_.take(named.job)) return;
    const auto taken = parts_.mirrored.find(named.bull_id);
    if (!taken || taken->job.id != named.job.id) return;
    parts_.canvas.heard(named.bull_id, glance.seq, name_of(glance.place));
    const auto& job = taken->job;
    const auto& reason = glance.exists ? glance.failed_reason : glance.heard.reason;
    if (verdict == Verdict::completed) elsewhere_.completed(job);
    if (verdict == Verdict::failed) elsewhere_.failed(job, reason);
    if (verdict == Verdict::put_off) elsewhere_.put_off(job, reason);
    // It is missing because it ended.
    if (!glance.exists) parts_.survey.forget_sights(named.bull_id);
}

void Reconciler::draw(const sql::NamedJob& named, const Glance& glance) {
    // As it is now, not as it was before Redis was looked at.
    const auto now = parts_.mirrored.find(named.bull_id);
    if (!now) return;
    force(picture_of(*now, parts_.style), glance);
}

void Reconciler::force(Picture picture, const Glance& glance) {
    picture.how = How::force;
    picture.told = glance.seq;
    picture.seen_at = name_of(glance.exists ? glance.place : Place::missing);
    parts_.canvas.draw(std::span(&picture, 1));
}

// Bull writes how an attempt failed before it looks whether the job is still its own.
std::uint32_t Reconciler::clear_late_failures() {
    std::uint32_t cleared = 0;
    for (const auto& id : parts_.survey.late_failures()) {
        const auto glance = parts_.survey.find(id);
        const auto named = parts_.mirrored.find(id);
        if (!named || named->job.state != JobState::completed) continue;
        if (!named->job.processed_by.empty() || glance.seq != named->job.seq) continue;
        force(without_late_failure(*named, parts_.style), glance);
        ++cleared;
    }
    return cleared;
}

}  // namespace rollcall::queue::bull::mirror
