// Taking jobs in.
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/assert.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/mode.hpp"
#include "base/result.hpp"
#include "db/database.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"
#include "queue/sql/twins.hpp"

namespace rollcall::queue::sql {
namespace {

using db::Session;

}  // namespace

Result<Added> SqlQueue::add(const NewJob& job) {
    ROLLCALL_ASSERT(job.priority >= 1 && job.attempts_max >= 1);
    auto added = database_.write([&](Session& session) { return add_within(session, job); });
    if (added && !added->replayed) announce(added->job);
    return added;
}

Result<Added> SqlQueue::add_within(Session& session, const NewJob& job) {
    const auto known = replay_of(session, job);
    if (!known) return std::unexpected(known.error());
    if (const auto& first = *known) return Added{.job = *first, .replayed = true};

    if (const auto new_bytes = check_duplicate(session, job); !new_bytes) {
        return std::unexpected(new_bytes.error());
    }
    if (const auto room = check_room(session, job); !room) return std::unexpected(room.error());
    return Added{.job = insert(session, job)};
}

Result<std::optional<Job>> SqlQueue::replay_of(Session& session, const NewJob& job) {
    const auto key = job.idempotency ? std::string_view(job.idempotency->key) : std::string_view();
    // Of equal requests at the same moment the second looks when the first has been taken in.
    if (job.idempotency) session.lock(fmt::format("key {} {}", job.owner.user_id, key));
    if (job.named_elsewhere) session.lock("job " + job.id.text());
    auto find = session.query(statements::known);
    find.with(job.id.text()).with(job.owner.user_id).with(key).with(session.now() - keys_live);
    if (!find.step()) return std::nullopt;

    const bool by_key = !find.is_null(3);
    if (by_key && job.idempotency && find.text(3) != job.idempotency->fingerprint) {
        return refuse(
            Errc::idempotency_key_reused,
            "this Idempotency-Key stands for another file or other options: send a new key, or the "
            "same request again"
        );
    }
    if (!by_key && (find.text(1) != job.owner.user_id || find.text(2) != job.file_sha256)) {
        return refuse(Errc::conflict, "another upload has the id " + job.id.text() + " already");
    }
    const auto id = JobId::parse(find.text(0));
    if (!id) throw Failure("read the id of a job that is known", Broken::corrupt_data);
    return find_within(session, *id);
}

Result<void> SqlQueue::check_duplicate(Session& session, const NewJob& job) {
    if (job.force || job.dry_run) return {};
    session.lock(
        fmt::format("bytes {} {} {}", job.file_sha256, to_string(job.mode), job.owner.user_id)
    );
    auto duplicate = session.query(statements::duplicate);
    duplicate.with(job.file_sha256)
        .with(job.owner.user_id)
        .with(to_string(job.mode))
        .with(session.now() - duplicates_count);
    if (!duplicate.step()) return {};
    std::string id(duplicate.text(0));
    const auto message = "the same file is " + id + " already: look there, or send force=true";
    return std::unexpected(Error{
        .code = Errc::conflict, .message = message, .subject = std::move(id)});
}

Result<void> SqlQueue::check_room(Session& session, const NewJob& job) const {
    // Of one person's uploads at the same moment each is counted before the next is judged.
    session.lock("jobs of " + job.owner.user_id);
    auto load = session.query(twins::load);
    load.with(job.owner.user_id);
    load.step();
    if (load.integer(0) >= limits_.jobs_per_user) {
        return refuse(
            Errc::rate_limit_exceeded,
            "you have " + std::to_string(load.integer(0)) +
                " jobs that have not ended, and more are not taken: wait for some of them"
        );
    }
    if (load.integer(1) >= limits_.jobs) {
        return refuse(Errc::queue_full, "the queue is full: try again later");
    }
    return {};
}

Job SqlQueue::insert(Session& session, const NewJob& job) {
    const auto now = session.now();
    auto add = session.query(statements::add);
    add.with(job.id.text())
        .with(job.owner.user_id)
        .with(job.owner.email)
        .with(job.owner.role)
        .with(job.owner.province_code)
        .with(job.owner.municipality_code)
        .with(job.file_name)
        .with(static_cast<std::int64_t>(job.file_size))
        .with(job.file_sha256)
        .with(to_string(job.mode))
        .with(std::int64_t{job.dry_run})
        .with(std::int64_t{job.priority})
        .with(std::int64_t{job.attempts_max})
        .with(now)
        .with(job.run_at && *job.run_at > now ? job.run_at : std::nullopt);
    add.step();
    auto added = job_from(add);

    if (job.idempotency) {
        auto remember = session.query(statements::idempotency_add);
        remember.with(job.owner.user_id)
            .with(job.idempotency->key)
            .with(job.idempotency->fingerprint)
            .with(job.id.text())
            .with(now);
        remember.step();
    }
    audit(
        session,
        {.by = {job.owner.user_id, job.origin, job.owner.email},
         .action = "upload",
         .job = job.id.text(),
         .details = job.force ? "force" : ""}
    );
    return added;
}

}  // namespace rollcall::queue::sql
