#include "event/postgres/outbox.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "event/bus.hpp"

namespace rollcall::event::postgres {

void Outbox::add(const Event& event, Time now) {
    if (const auto* progressed = std::get_if<JobProgressed>(&event)) {
        auto& progress = progress_.try_emplace(progressed->job, Progress{.due = now}).first->second;
        progress.due = std::max(progress.due, now);
        progress.waits = true;
        return;
    }
    if (at_once_.size() >= settings_.events_max) {
        replace_by_missed();
    } else {
        at_once_.push_back(event);
    }
}

void Outbox::replace_by_missed() {
    progress_.clear();
    at_once_.assign(1, Missed{});
}

std::vector<Event> Outbox::take(Time now) {
    auto events = std::exchange(at_once_, {});
    for (auto place = progress_.begin(); place != progress_.end();) {
        auto& [job, progress] = *place;
        if (progress.due > now) {
            ++place;
        } else if (progress.waits) {
            events.emplace_back(JobProgressed{job});
            progress = {.due = now + settings_.step, .waits = false};
            ++place;
        } else {
            place = progress_.erase(place);
        }
    }
    return events;
}

std::vector<Event> Outbox::take_all() {
    return take(Time::max() - settings_.step);
}

std::optional<Outbox::Time> Outbox::next_due() const {
    if (!at_once_.empty()) return Time{};
    std::optional<Time> next;
    for (const auto& [job, progress] : progress_) {
        if (progress.waits && (!next || progress.due < *next)) next = progress.due;
    }
    return next;
}

}  // namespace rollcall::event::postgres
