#include "tests/contracts/queue_contract.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/mode.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"

namespace rollcall::queue {
namespace {

std::string describe(const std::optional<Instant>& time) {
    return time ? std::to_string(time->time_since_epoch().count()) : "-";
}

std::string describe(const std::optional<Reason>& reason) {
    return reason ? reason->code + '/' + reason->message : "-";
}

}  // namespace

JobId job_id(std::uint64_t number) {
    return JobId::parse(fmt::format("job-1767225600000-{:012}", number)).value();
}

NewJob new_job(std::uint64_t number, int priority) {
    NewJob job;
    job.id = job_id(number);
    job.owner = {
        .user_id = "user-1",
        .email = "user-1@example.org",
        .role = "municipality_admin",
        .province_code = "GP",
        .municipality_code = "JHB"};
    job.file_name = fmt::format("members {}.xlsx", number);
    job.file_size = 1'000 + number;
    job.file_sha256 = sha256_hex(std::to_string(number));
    job.priority = priority;
    return job;
}

std::string describe(const Job& job) {
    return fmt::format(
        "{} {} {} {} {} {} {} {} {} | {} {} '{}' {} {} {}/{} {} {} {} | {} {} {} {} | {} {} '{}' "
        "'{}'",
        job.id.text(),
        job.owner.user_id,
        job.owner.email,
        job.file_name,
        job.file_size,
        job.file_sha256,
        to_string(job.mode),
        job.dry_run,
        job.priority,
        to_string(job.state),
        to_string(job.stage),
        to_string(job.waiting_for),
        job.progress,
        job.cancel_requested,
        job.attempts_made,
        job.attempts_max,
        job.stalls,
        job.epoch,
        job.seq,
        describe(job.created_at),
        describe(job.run_at),
        describe(job.started_at),
        describe(job.finished_at),
        describe(job.error),
        describe(job.first_error),
        job.message,
        job.report_name
    );
}

Fence fence_of(const Lease& lease) {
    return {.job = lease.job.id, .epoch = lease.epoch};
}

JobId QueueTalk::add(const NewJob& job) {
    return queue().add(job).value().job.id;
}

Lease QueueTalk::claim() {
    return queue().claim("worker-1", test_lease).value();
}

std::string QueueTalk::claimed() {
    const auto lease = queue().claim("worker-1", test_lease);
    return lease ? lease->job.id.text() : "";
}

Job QueueTalk::job(const JobId& id) {
    return queue().find(id).value();
}

JobId QueueTalk::add_in_state(const NewJob& job, JobState state) {
    auto added = job;
    if (state == JobState::delayed) added.run_at = now() + hours{1};
    const auto id = add(added);
    if (state == JobState::cancelled) queue().cancel(id, "user-1").value();
    if (state == JobState::waiting || state == JobState::delayed || state == JobState::cancelled) {
        return id;
    }
    const auto fence = fence_of(claim());
    ROLLCALL_ASSERT(fence.job == id);
    if (state == JobState::completed)
        queue().complete(fence, {.message = "done", .report_name = "report.xlsx"}).value();
    if (state == JobState::failed)
        queue().fail(fence, {.code = "NO_HEADER", .message = "no header"}, false).value();
    return id;
}

}  // namespace rollcall::queue
