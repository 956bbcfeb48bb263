#include "live/jobs/subscriber.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "access/policy.hpp"
#include "access/principal.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "live/bucket.hpp"
#include "live/jobs/credentials.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/guests.hpp"
#include "live/jobs/job_rooms.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/notice.hpp"
#include "live/jobs/queue_rooms.hpp"
#include "live/socket_io/server.hpp"
#include "queue/job.hpp"

namespace rollcall::live::jobs {
namespace {

namespace json = boost::json;

constexpr std::string_view job_rooms = "bulk_upload_job:";

void answer(socket_io::Ack& ack, json::object data) {
    if (ack) ack({.values = {std::move(data)}, .attachments = {}});
}

void accept(socket_io::Ack& ack) {
    answer(ack, {{"success", true}});
}

void decline(socket_io::Ack& ack, const Error& error) {
    answer(
        ack,
        {{"success", false},
         {"error", {{"code", to_string(error.code)}, {"message", error.message}}}}
    );
}

// Of {"job_id": "…"} or the bare text.
Result<JobId> job_of(const socket_io::Arguments& arguments) {
    const json::value* value = arguments.values.empty() ? nullptr : &arguments.values.front();
    if (value != nullptr && value->is_object()) value = value->get_object().if_contains("job_id");
    if (value == nullptr || !value->is_string()) {
        return refuse(Errc::validation_error, "Name the job: {\"job_id\": \"job-…\"}.");
    }
    return JobId::parse(value->get_string());
}

Error too_many_rooms() {
    return {Errc::rate_limit_exceeded, "The socket is in too many rooms: leave some.", {}};
}

}  // namespace

Subscriber::Subscriber(socket_io::Socket& socket, access::Principal who, const Parts& parts)
    : socket_(socket),
      who_(std::move(who)),
      parts_(parts),
      events_(parts.settings.events, parts.loop.timers().now()),
      expiry_(parts.loop, parts.guests.until(who_), [this] { socket_.disconnect(true); }),
      guest_(parts.guests, [this] { show_token(); }) {}

std::string Subscriber::identity() const {
    return json::serialize(json::array{
        who_.user_id, to_string(who_.role), who_.province_code, who_.municipality_code});
}

void Subscriber::connected() {
    if (socket_.is_recovered()) take_up_rooms();
    socket_.join(room_of_user(who_.user_id));
    expiry_.wait();
}

void Subscriber::take_up_rooms() {
    for (const std::string_view room : socket_.rooms()) {
        if (!room.starts_with(job_rooms)) continue;
        const auto job = JobId::parse(room.substr(job_rooms.size()));
        if (job) wanted_.insert(*job);
    }
    wants_queue_ = socket_.rooms().contains(QueueRooms::room_of(who_));
}

void Subscriber::show_token() {
    auto who = parts_.guests.admit(token_of(socket_));
    if (who) return become(*std::move(who));
    // A store that does not answer says nothing about anybody.
    if (who.error().code != Errc::unavailable) socket_.disconnect(true);
}

// What it followed as who it was, it asks for again as who it is now.
void Subscriber::become(access::Principal who) {
    const auto before = identity();
    const auto queue_room = QueueRooms::room_of(who_);
    who_ = std::move(who);
    if (identity() == before) return;
    socket_.leave(queue_room);
    if (wants_queue_) watch_queue({});
    for (const auto& job : std::set(wanted_)) {
        socket_.leave(room_of_job(job));
        follow(job, {});
    }
}

void Subscriber::event(std::string_view name, socket_io::Arguments arguments, socket_io::Ack ack) {
    if (!events_.take(parts_.loop.timers().now())) {
        decline(ack, {Errc::rate_limit_exceeded, "Too many events; wait a second.", {}});
        return;
    }
    const auto verb = verb_of(name);
    if (verb == nullptr) {
        decline(ack, {Errc::not_found, "There is no such event.", {}});
        return;
    }
    (this->*verb)(arguments, std::move(ack));
}

Subscriber::Verb Subscriber::verb_of(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, Verb>, 4> verbs{{
        {"subscribe_bulk_upload_job", &Subscriber::subscribe},
        {"unsubscribe_bulk_upload_job", &Subscriber::unsubscribe},
        {"subscribe_queue", &Subscriber::subscribe_queue},
        {"unsubscribe_queue", &Subscriber::unsubscribe_queue},
    }};
    const auto* const found =
        std::ranges::find(verbs, name, &std::pair<std::string_view, Verb>::first);
    return found == verbs.end() ? nullptr : found->second;
}

void Subscriber::subscribe(const socket_io::Arguments& arguments, socket_io::Ack ack) {
    const auto job = job_of(arguments);
    if (!job) return decline(ack, job.error());
    if (!wanted_.contains(*job) && wanted_.size() >= parts_.settings.subscriptions_max) {
        return decline(
            ack, {Errc::rate_limit_exceeded, "Too many jobs are followed: leave some.", {}}
        );
    }
    wanted_.insert(*job);
    follow(*job, std::move(ack));
}

void Subscriber::follow(const JobId& job, socket_io::Ack ack) {
    parts_.feed.ask(
        job,
        [this, alive = std::weak_ptr<bool>(alive_), job, ack = std::move(ack)](
            const Result<Feed::Sight>& sight
        ) mutable {
            if (alive.expired()) return;
            const bool was_in = socket_.rooms().contains(room_of_job(job));
            if (const auto joined = join(job, sight); !joined) return decline(ack, joined.error());
            const auto& look = *sight->look;
            answer(ack, {{"success", true}, {"data", look.status}, {"seq", look.job.seq}});
            // Clients wait for the event, not for the answer, which may have ended the socket.
            const bool ended = queue::is_final(look.job.state) && !sight->end_follows;
            if (ended && !was_in && !alive.expired()) tell_end(look);
        }
    );
}

Result<void> Subscriber::join(const JobId& job, const Result<Feed::Sight>& sight) {
    auto refusal = sight ? unknown_job() : sight.error();
    if (sight && access::may(who_, access::Action::see_job, belongs(sight->look->job.owner))) {
        // It may have been left again meanwhile.
        if (!wanted_.contains(job) || socket_.join(room_of_job(job))) return {};
        refusal = too_many_rooms();
    }
    // Who is in already has lost nothing by asking again.
    if (!socket_.rooms().contains(room_of_job(job))) wanted_.erase(job);
    return std::unexpected(std::move(refusal));
}

void Subscriber::tell_end(const Look& look) {
    const auto notice = notice_of(look, parts_.loop.clock().now());
    socket_.emit(notice.event, {.values = {notice.data}, .attachments = {}});
}

void Subscriber::unsubscribe(const socket_io::Arguments& arguments, socket_io::Ack ack) {
    const auto job = job_of(arguments);
    if (!job) return decline(ack, job.error());
    wanted_.erase(*job);
    socket_.leave(room_of_job(*job));
    accept(ack);
}

void Subscriber::subscribe_queue(const socket_io::Arguments& /*none*/, socket_io::Ack ack) {
    wants_queue_ = true;
    watch_queue(std::move(ack));
}

void Subscriber::watch_queue(socket_io::Ack ack) {
    if (!access::may(who_.role, access::Action::see_queue)) {
        wants_queue_ = false;
        return decline(ack, {Errc::authorization_error, "This role may not see the queue.", {}});
    }
    parts_.queue.ask(
        who_,
        [this,
         alive = std::weak_ptr<bool>(alive_),
         ack = std::move(ack)](const Result<json::object>& counts) mutable {
            if (alive.expired()) return;
            if (!counts) return decline(ack, counts.error());
            if (wants_queue_ && !socket_.join(QueueRooms::room_of(who_)))
                return decline(ack, too_many_rooms());
            answer(ack, {{"success", true}, {"data", *counts}});
        }
    );
}

void Subscriber::unsubscribe_queue(const socket_io::Arguments& /*none*/, socket_io::Ack ack) {
    wants_queue_ = false;
    socket_.leave(QueueRooms::room_of(who_));
    accept(ack);
}

}  // namespace rollcall::live::jobs
