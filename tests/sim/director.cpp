#include "tests/sim/director.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "queue/queue.hpp"
#include "tests/sim/actor.hpp"
#include "tests/sim/node.hpp"
#include "tests/sim/sightings.hpp"
#include "tests/sim/storm.hpp"

namespace rollcall::sim {
namespace {

using std::chrono::seconds;

constexpr std::uint64_t steps_least = 250;
constexpr std::uint64_t steps_more = 350;
constexpr std::uint64_t healing_steps_max = 20'000;
constexpr Milliseconds step_max{150};
constexpr Milliseconds long_step_max{4'000};
constexpr Milliseconds tick_interval{500};
constexpr Milliseconds sweep_interval{1'000};
constexpr Milliseconds restart_max{8'000};
constexpr Milliseconds freeze_min{4'000};
constexpr Milliseconds freeze_max{20'000};
constexpr Milliseconds hang_max{30'000};
constexpr Milliseconds cut_max{12'000};
constexpr Milliseconds poll_interval{1'000};
constexpr std::int64_t wrong_by_max_ms = 60'000;

// What must never be done twice, or be lost.
bool fault_prone(std::string_view what) {
    return what == "append" || what == "add" || what == "complete" || what == "fail" ||
           what == "end_cancelled";
}

// Nothing is asked of the world then.
bool rests(std::string_view what) {
    return what == "idle" || what == "start";
}

}  // namespace

// At its wildest one step in eight breaks, at its calmest one in forty-eight.
Director::Director(Storm& storm)
    : storm_(storm), clients_(storm), calm_(8 + storm.chance.below(40)) {
    for (std::size_t i = 0; i < seats_.size(); ++i) {
        seats_[i].name = "node-" + std::to_string(i + 1);
        start(seats_[i]);
    }
}

void Director::start(Seat& seat) {
    seat.node = std::make_unique<Node>(storm_, seat.name, [this, &seat](std::string_view what) {
        return fate(seat, what);
    });
    seat.wake();
    if (storm_.chance.one_in(2)) return;
    const auto wrong_by =
        static_cast<std::int64_t>(storm_.chance.below(2 * wrong_by_max_ms)) - wrong_by_max_ms;
    seat.node->clock().wrong_by = Milliseconds{wrong_by};
}

bool Director::is_awake(const Seat& seat) const {
    return seat.node != nullptr && seat.frozen_until <= storm_.clock.now();
}

Director::Seat* Director::ready_seat() {
    const auto now = storm_.clock.now();
    std::vector<Seat*> ready;
    for (auto& seat : seats_) {
        if (is_awake(seat) && seat.hung_until <= now && seat.idle_until <= now) {
            ready.push_back(&seat);
        }
    }
    return ready.empty() ? nullptr : storm_.chance.any_of(ready);
}

Director::Seat& Director::seat_to_torment() {
    Seat* busy = &storm_.chance.any_of(seats_);
    for (auto& seat : seats_) {
        if (!is_awake(seat)) continue;
        if (fault_prone(seat.node->at())) return seat;
        if (!rests(seat.node->at()) && seat.node->at() != "claim") busy = &seat;
    }
    return *busy;
}

Fate Director::fate(const Seat& seat, std::string_view what) {
    if (!storm_.is_raging || rests(what)) return Fate::passes;
    if (seat.cut_until > storm_.clock.now()) return Fate::breaks_before;
    const auto calm = fault_prone(what) ? calm_ / 4 : calm_;
    if (!storm_.chance.one_in(calm)) return Fate::passes;
    constexpr std::array fates{
        Fate::breaks_before,
        Fate::breaks_before,
        Fate::breaks_after,
        Fate::breaks_after,
        Fate::dies_before,
        Fate::dies_after};
    return storm_.chance.any_of(fates);
}

void Director::pass_time() {
    const bool is_long = storm_.is_raging && storm_.chance.one_in(40);
    storm_.clock.advance(storm_.chance.up_to(is_long ? long_step_max : step_max));
    for (auto& seat : seats_)
        run_due(seat);
    if (storm_.clock.now() < sweeps_at_) return;
    sweeps_at_ = storm_.clock.now() + sweep_interval;
    auto& seat = storm_.chance.any_of(seats_);
    if (is_awake(seat)) run(seat, [](Node& node) { node.housekeeping().sweep(); });
}

void Director::run_due(Seat& seat) {
    const auto now = storm_.clock.now();
    if (seat.node == nullptr && seat.up_at <= now) start(seat);
    if (!is_awake(seat) || seat.ticks_at > now) return;
    seat.ticks_at = now + tick_interval;
    run(seat, [](Node& node) { node.tick(); });
}

void Director::run(Seat& seat, const std::function<void(Node&)>& what) {
    try {
        what(*seat.node);
    } catch (const Failure& failure) {
        storm_.chronicle.tell(seat.name, failure.what());
    } catch (const Killed&) {
        kill(seat, "killed in the middle of another thread");
    }
}

void Director::step(Seat& seat) {
    auto& node = *seat.node;
    const auto what = node.at();
    const auto next = fate(seat, what);
    constexpr std::array<std::string_view, 5> told{
        "", ": breaks before", ": breaks after", ": dies before", ": dies after"};
    storm_.chronicle.tell(seat.name, what + std::string(told[static_cast<std::size_t>(next)]));
    node.step(next);
    if (node.at() == "idle") seat.idle_until = storm_.clock.now() + poll_interval;
    if (node.has_ended()) kill(seat, node.at() == "killed" ? "killed" : "stopped");
}

void Director::kill(Seat& seat, std::string_view how) {
    storm_.chronicle.tell(seat.name, how);
    if (how != "stopped") storm_.chronicle.saw(Sighting::kill);
    seat.node.reset();
    seat.up_at = storm_.clock.now() + storm_.chance.up_to(restart_max);
}

void Director::torment(Seat& seat) {
    auto& chance = storm_.chance;
    const auto now = storm_.clock.now();
    const auto saw = [&](Sighting sighting, std::string_view what) {
        storm_.chronicle.saw(sighting);
        storm_.chronicle.tell(seat.name, what);
    };
    switch (chance.below(7)) {
        case 0: return kill(seat, "killed");
        case 1:
        case 2:
            seat.frozen_until = now + freeze_min + chance.up_to(freeze_max - freeze_min);
            // Once it goes on, its worker may be the first of its threads to run.
            seat.ticks_at = seat.frozen_until + chance.up_to(tick_interval);
            return saw(Sighting::freeze, "freezes");
        case 3:
            seat.hung_until = now + chance.up_to(hang_max);
            return saw(Sighting::hung_worker, "its worker hangs");
        case 4:
            seat.cut_until = now + chance.up_to(cut_max);
            return saw(Sighting::cut_off, "is cut off");
        case 5: {
            const auto wrong_by = static_cast<std::int64_t>(chance.below(2 * wrong_by_max_ms));
            seat.node->clock().wrong_by = Milliseconds{wrong_by - wrong_by_max_ms};
            return saw(Sighting::clock_jump, "its clock jumps");
        }
        default: storm_.chronicle.tell(seat.name, "is told to stop"); return seat.node->stop();
    }
}

void Director::rage() {
    const auto steps = steps_least + storm_.chance.below(steps_more);
    for (std::uint64_t i = 0; i < steps; ++i) {
        pass_time();
        const auto draw = storm_.chance.below(100);
        if (draw < 85) {
            if (auto* const seat = ready_seat()) step(*seat);
        } else if (draw < 96) {
            auto& seat = storm_.chance.any_of(seats_);
            if (is_awake(seat)) run(seat, [&](Node& node) { clients_.act(node); });
        } else if (auto& seat = seat_to_torment(); is_awake(seat)) {
            torment(seat);
        }
    }
}

bool Director::all_have_ended() {
    const auto counts = some_node().front().counts({});
    return counts.waiting + counts.delayed + counts.paused + counts.active == 0;
}

bool Director::heal() {
    storm_.is_raging = false;
    for (auto& seat : seats_) {
        if (seat.node == nullptr) start(seat);
        seat.wake();
    }
    // A claim that hung for as long as a lease lasts is given up by its worker, and rightly.
    for (auto& seat : seats_) {
        if (seat.node->at() == "claim") step(seat);
    }
    storm_.chronicle.calm();
    for (std::uint64_t i = 0; i < healing_steps_max; ++i) {
        pass_time();
        auto& seat = seats_[i % seats_.size()];
        if (seat.node == nullptr) continue;
        const bool has_more = clients_.finish(*seat.node);
        step(seat);
        // A queue that is empty is asked now and then: it is a look into the store.
        if (!has_more && i % 8 == 0 && seats_.front().node != nullptr && all_have_ended()) {
            return true;
        }
    }
    return false;
}

}  // namespace rollcall::sim
