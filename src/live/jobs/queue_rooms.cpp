#include "live/jobs/queue_rooms.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/json/object.hpp>

#include "access/policy.hpp"
#include "access/principal.hpp"
#include "base/result.hpp"
#include "live/engine_io/session.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "live/socket_io/server.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {
namespace {

// Only the latest counts are worth a slow client's time.
constexpr engine_io::ReplaceKey counts_key = 1;

// Whoever shares a province's room sees the province's jobs; who uploaded one elsewhere before
// moving there sees that by its id, not here.
access::Principal stand_in(access::Principal who) {
    const auto reach = access::reach_of(who);
    if (reach.everything || !reach.province_code.empty()) who.user_id.clear();
    return who;
}

}  // namespace

std::string QueueRooms::room_of(const access::Principal& who) {
    const auto reach = access::reach_of(who);
    if (reach.everything) return "queue";
    if (!reach.province_code.empty()) return "queue:province:" + reach.province_code;
    // Both are free texts of the token: the length says where the first one ends.
    const auto& code = reach.municipality_code;
    return "queue:municipality:" + std::to_string(code.size()) + ":" + code + ":" + who.user_id;
}

QueueRooms::Scope& QueueRooms::scope_of(const access::Principal& who) {
    if (scopes_.empty()) since_ = parts_.loop.clock().now();
    const auto room = room_of(who);
    return scopes_
        .try_emplace(room, stand_in(who), parts_.loop.timers(), [this, room] { recount(room); })
        .first->second;
}

void QueueRooms::ask(const access::Principal& who, Counted counted) {
    auto& scope = scope_of(who);
    if (scope.counts && parts_.loop.timers().now() < scope.next_count) {
        counted(*scope.counts);
        return;
    }
    scope.asked.push_back(std::move(counted));
    recount(room_of(who));
}

bool QueueRooms::could_hear(const About& about) const {
    if (!about.changed_state) return false;
    return std::ranges::any_of(scopes_, [&](const auto& entry) {
        return is_watched(entry.first) &&
               (about.owner == nullptr || sees(entry.second, *about.owner));
    });
}

bool QueueRooms::sees(const Scope& scope, const queue::Owner& owner) {
    return access::may(scope.who, access::Action::see_job, belongs(owner));
}

// A job may be past a step before one looks: each is told, in order, whatever was seen of it.
void QueueRooms::tell(const Look& look, const Notice& notice) {
    if (scopes_.empty()) return;
    const auto first = first_untold(look.job);
    if (notice.is_final) {
        told_.erase(look.job.id);
    } else {
        told_.insert_or_assign(look.job.id, look.job.state);
    }
    if (first) tell_steps(look, *first);
}

std::optional<QueueStep> QueueRooms::first_untold(const queue::Job& job) const {
    const auto step = queue_step_of(job.state);
    if (const auto told = told_.find(job.id); told != told_.end()) {
        if (told->second == job.state) return std::nullopt;
        const auto last = queue_step_of(told->second);
        if (last == QueueStep::queued && step != last) return QueueStep::started;
        return step == QueueStep::finished ? step : QueueStep::queued;
    }
    // What was before anybody watched is not for them.
    if (job.queued_at >= since_) return QueueStep::queued;
    if (job.started_at >= since_ && step >= QueueStep::started) return QueueStep::started;
    return job.finished_at >= since_ ? std::optional(QueueStep::finished) : std::nullopt;
}

void QueueRooms::tell_steps(const Look& look, QueueStep first) {
    socket_io::Audience audience;
    for (auto& [room, scope] : scopes_) {
        if (!sees(scope, look.job.owner) || !is_watched(room)) continue;
        audience.rooms.push_back(room);
        scope.is_stale = true;
        scope.due.at(std::max(scope.next_count, parts_.loop.timers().now()));
    }
    // An audience of no rooms would be everybody.
    if (audience.rooms.empty()) return;
    const auto line = queue_line_of(look);
    const auto last = static_cast<std::size_t>(queue_step_of(look.job.state));
    for (auto step = static_cast<std::size_t>(first); step <= last; ++step)
        parts_.space.emit(audience, queue_events.at(step), {.values = {line}, .attachments = {}});
}

void QueueRooms::recount(const std::string& room) {
    auto& scope = scopes_.at(room);
    if (scope.is_counting) return;
    if (scope.asked.empty() && !is_watched(room)) {
        scopes_.erase(room);
        if (scopes_.empty()) told_.clear();
        return;
    }
    scope.is_counting = true;
    scope.is_stale = false;
    const auto counts = std::make_shared<std::optional<boost::json::object>>();
    parts_.errands.run(
        {.work = [this, who = scope.who, counts] { *counts = parts_.services.counts(who); },
         .then = [this, room, counts](bool) { land(room, std::move(*counts)); }},
        scope.asked.empty() ? Errands::Haste::later : Errands::Haste::now
    );
}

void QueueRooms::land(const std::string& room, std::optional<boost::json::object> counts) {
    auto& scope = scopes_.at(room);
    scope.is_counting = false;
    scope.next_count = parts_.loop.timers().now() + settings_.step;
    Result<boost::json::object> counted =
        refuse(Errc::unavailable, "The queue cannot be read now; try again.");
    if (counts) {
        counted = *counts;
        tell_counts(room, scope, *counts);
        scope.counts = std::move(counts);
    }
    for (auto& one : std::exchange(scope.asked, {}))
        one(counted);
    const auto rest = scope.is_stale ? settings_.step : settings_.recount;
    scope.due.at(parts_.loop.timers().now() + rest);
}

void QueueRooms::tell_counts(
    const std::string& room,
    Scope& scope,
    const boost::json::object& counts
) {
    if (scope.told == counts) return;
    scope.told = counts;
    if (!is_watched(room)) return;
    parts_.space.emit(
        {.rooms = {room}, .except = {}},
        "queue_stats",
        {.values = {counts}, .attachments = {}},
        {.replace_key = counts_key}
    );
}

}  // namespace rollcall::live::jobs
