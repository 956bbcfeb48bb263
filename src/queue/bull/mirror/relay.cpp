#include "queue/bull/mirror/relay.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

// So many are some 10 ms of Redis' time at most, and one transaction.
constexpr std::uint32_t step_max = 200;
constexpr std::size_t lines_max = 10'000;
constexpr std::size_t name_bytes = 8;

bool is_bulls(Drawn drawn) {
    return drawn == Drawn::bull || drawn == Drawn::completed || drawn == Drawn::failed;
}

}  // namespace

Relay::Relay(Parts parts) : parts_(parts), name_(random_hex(name_bytes)) {}

void Relay::tick() {
    // Before anything is taken: what cannot be told is not worth a write.
    parts_.canvas.reach();
    const auto errands =
        errands_.with([](Errands& waiting) { return std::exchange(waiting, Errands{}); });
    extend_all(errands.holds);
    while (tell_some()) {
    }
    // Behind the jobs that they belong to.
    note_all(errands.lines);
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
    if (pause) parts_.canvas.pause(parts_.truth.paused());
    const auto drawn = parts_.canvas.draw(pictures);
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        if (is_bulls(drawn.at(i))) parts_.hints.add(pictures.at(i).bull_id);
    }
}

void Relay::extend_all(const std::vector<Fence>& fences) {
    std::vector<Hold> holds;
    for (const auto& fence : fences) {
        holds.push_back(
            {.bull_id = parts_.mirrored.name_of(fence.job),
             .token = token_of(fence.epoch, parts_.style)}
        );
    }
    parts_.canvas.extend(holds);
}

void Relay::note_all(const std::vector<Said>& lines) {
    std::vector<Line> named;
    for (const auto& line : lines)
        named.push_back({.bull_id = parts_.mirrored.name_of(line.job), .text = line.text});
    parts_.canvas.note(named);
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
