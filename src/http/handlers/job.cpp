#include <cstddef>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "base/calendar.hpp"
#include "http/bearer.hpp"
#include "http/handlers/handlers.hpp"
#include "http/job_view.hpp"

namespace rollcall::http::handlers {
namespace {

constexpr std::size_t date_length = 10;

Answer changed(const Call& call, std::string_view message, const queue::Job& job) {
    const bool stopping = job.cancel_requested && !queue::is_final(job.state);
    return succeed(
        {.message = message,
         .data =
             {{"job_id", job.id.text()},
              {"status", stopping ? "cancelling" : queue::to_string(job.state)}}},
        call.now()
    );
}

access::Belongs belongs_of(const queue::Job& job) {
    return {
        .user_id = job.owner.user_id,
        .province_code = job.owner.province_code,
        .municipality_code = job.owner.municipality_code};
}

// When a job went that one might have seen; nothing: there was none, or it is nobody's business.
std::optional<std::string> removed_text(const Call& call, const JobId& id, access::Action action) {
    const auto removed = call.services.removed(id);
    if (!removed) return std::nullopt;
    const access::Belongs belongs{
        .user_id = removed->user_id,
        .province_code = removed->province_code,
        .municipality_code = removed->municipality_code};
    if (!access::may(call.who(), action, belongs)) return std::nullopt;
    return id.text() + " ended on " + to_iso_time(removed->finished_at).substr(0, date_length) +
           " and was removed on " + to_iso_time(removed->removed_at).substr(0, date_length) +
           ", with its file, report and ledger; the members it loaded stay.";
}

}  // namespace

Result<queue::Job> find_job(const Call& call, access::Action action) {
    const auto id = JobId::parse(call.admitted.arguments.at(0));
    if (!id) return std::unexpected(id.error());
    auto job = call.services.queue.find(*id);
    if (job) {
        if (access::may(call.who(), action, belongs_of(*job))) return std::move(*job);
    } else if (const auto removed = removed_text(call, *id, action)) {
        return refuse(Errc::not_found, *removed);
    }
    return refuse(
        Errc::not_found,
        "There is no job " + id->text() + " that you may see; check the id, or list your jobs."
    );
}

Answer status(const Call& call) {
    auto job = find_job(call, access::Action::see_job);
    if (!job) return std::unexpected(job.error());
    const auto snapshot = look_at(std::move(*job), call.services.queue, call.services.ledger);
    return succeed({.message = "Job found", .data = job_view(snapshot, call.now())}, call.now());
}

Answer retry(const Call& call) {
    const auto job = find_job(call, access::Action::change_job);
    if (!job) return std::unexpected(job.error());
    if (!access::reaches_as_far(call.who(), job->owner.role, belongs_of(*job))) {
        return refuse(
            Errc::authorization_error,
            "This job runs in the area that its uploader had then, and yours is smaller now; "
            "upload the file again, or ask an admin above to retry it."
        );
    }
    const auto again = call.services.queue.retry(job->id, call.asker());
    if (!again) return std::unexpected(again.error());
    call.services.queue.log(job->id, "info", "one more run was asked for by " + call.who().email);
    return changed(call, "The job runs once more", *again);
}

Answer cancel(const Call& call) {
    const auto job = find_job(call, access::Action::change_job);
    if (!job) return std::unexpected(job.error());
    const auto stopped = call.services.queue.cancel(job->id, call.asker());
    if (!stopped) return std::unexpected(stopped.error());
    call.services.queue.log(job->id, "info", "asked to stop by " + call.who().email);
    const bool ended = queue::is_final(stopped->state);
    return changed(
        call, ended ? "The job is cancelled" : "The job stops; rows already loaded stay", *stopped
    );
}

Answer events(const Call& call) {
    const auto job = find_job(call, access::Action::see_job);
    if (!job) return std::unexpected(job.error());
    Response response;
    response.headers.emplace_back("Content-Type", "text/event-stream");
    response.body =
        EventStream{.job = job->id, .token = std::string(bearer_token(call.request.head))};
    return response;
}

}  // namespace rollcall::http::handlers
