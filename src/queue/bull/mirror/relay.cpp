#include "queue/bull/mirror/relay.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "base/log.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

// So many are some 10 ms of Redis' time at most, and one transaction.
constexpr std::uint32_t step_max = 200;
constexpr std::size_t lines_max = 10'000;
constexpr std::size_t name_bytes = 8;

// What somebody did there that SQL does not know yet.
bool is_news(Drawn drawn) {
    return drawn == Drawn::bull || drawn == Drawn::completed || drawn == Drawn::failed ||
           drawn == Drawn::moved || drawn == Drawn::removed || drawn == Drawn::another;
}

}  // namespace

Relay::Relay(Parts parts) : parts_(parts), name_(random_hex(name_bytes)) {}

void Relay::tick() {
    // Before anything is taken: what cannot be told is not worth a write.
    parts_.canvas.reach();
    extend_all();
    while (tell_some()) {
    }
    // Behind the jobs that they belong to.
    note_all();
}

bool Relay::tell_some() {
    const auto stale = parts_.mirrored.take(name_, step_max);
    if (stale.empty()) return false;
    tell(stale);
    parts_.mirrored.settle(name_);
    return stale.size() == step_max;
}

void Relay::tell(const std::vector<sql::Stale>& stale) {
    std::vector<Picture> pictures;
    bool pause = false;
    for (const auto& one : stale) {
        if (one.bull_id.empty()) {
            pause = true;
        } else if (one.job) {
            pictures.push_back(picture_of({one.bull_id, *one.job}, parts_.style));
        } else {
            pictures.push_back(gone(one.bull_id));
        }
    }
    // First: where jobs wait depends on it.
    if (pause) parts_.canvas.pause(parts_.truth.paused(), How::tell);
    const auto drawn = parts_.canvas.draw(pictures);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (is_news(drawn.at(i))) parts_.hints.add(pictures.at(i).bull_id);
    }
}

void Relay::extend_all() {
    const auto fences =
        errands_.with([](Errands& waiting) { return std::exchange(waiting.holds, {}); });
    if (fences.empty()) return;
    std::vector<Hold> holds;
    holds.reserve(fences.size());
    for (const auto& fence : fences) {
        holds.push_back(
            {.bull_id = parts_.mirrored.name_of(fence.job),
             .token = token_of(fence.epoch, parts_.style)}
        );
    }
    const auto held = parts_.canvas.extend(holds);
    for (std::size_t i = 0; i < fences.size(); ++i) {
        if (!held.at(i)) miss_lock(fences.at(i));
    }
}

// That of a job which has ended meanwhile is gone as it should be.
void Relay::miss_lock(const Fence& fence) {
    const auto job = parts_.truth.find(fence.job);
    if (!job || job->state != JobState::active || job->epoch != fence.epoch) return;
    log::warning(
        "bull",
        fence.job.text() +
            ": its lock in Redis is not held any more: it ran out, or somebody took it"
    );
    parts_.mirrored.mark(fence.job);
    parts_.hints.add(parts_.mirrored.name_of(fence.job));
}

// Some at a time: each time all or none come through, and these wait no more.
void Relay::note_all() {
    for (;;) {
        const auto lines = errands_.with([](const Errands& waiting) {
            const auto count = std::min<std::size_t>(waiting.lines.size(), step_max);
            const auto end = waiting.lines.begin() + static_cast<std::ptrdiff_t>(count);
            return std::vector<Said>(waiting.lines.begin(), end);
        });
        if (lines.empty()) return;
        std::vector<Line> named;
        named.reserve(lines.size());
        for (const auto& line : lines)
            named.push_back({.bull_id = parts_.mirrored.name_of(line.job), .text = line.text});
        parts_.canvas.note(named);
        errands_.with([&](Errands& waiting) {
            const auto end = waiting.lines.begin() + static_cast<std::ptrdiff_t>(lines.size());
            waiting.lines.erase(waiting.lines.begin(), end);
        });
    }
}

void Relay::extend(const Fence& fence) {
    errands_.with([&](Errands& waiting) { waiting.holds.push_back(fence); });
}

void Relay::note(const JobId& id, std::string text) {
    errands_.with([&](Errands& waiting) {
        if (waiting.lines.size() < lines_max) waiting.lines.push_back({id, std::move(text)});
    });
}

}  // namespace rollcall::queue::bull::mirror
