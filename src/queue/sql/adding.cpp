// Taking jobs in.
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/assert.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/mode.hpp"
#include "base/result.hpp"
#include "db/sqlite/connection.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {
namespace {

using db::sqlite::Connection;

}  // namespace

Result<Added> SqlQueue::add(const NewJob& job) {
    ROLLCALL_ASSERT(job.priority >= 1 && job.attempts_max >= 1);
    auto added = store_.write([&](Connection& writer) { return add_within(writer, job); });
    if (added && !added->replayed) announce(added->job);
    return added;
}

Result<Added> SqlQueue::add_within(Connection& writer, const NewJob& job) {
    const auto known = replay_of(writer, job);
    if (!known) return std::unexpected(known.error());
    if (const auto& first = *known) {
        return Added{.job = find_within(writer, *first).value(), .replayed = true};
    }

    if (const auto new_bytes = check_duplicate(writer, job); !new_bytes) {
        return std::unexpected(new_bytes.error());
    }
    if (const auto room = check_room(writer, job); !room) return std::unexpected(room.error());
    return Added{.job = insert(writer, job)};
}

Result<std::optional<JobId>> SqlQueue::replay_of(Connection& writer, const NewJob& job) {
    if (!job.idempotency) return std::nullopt;
    auto find = statements_.use(writer, statements::idempotency_find);
    find.with(job.owner.user_id).with(job.idempotency->key).with(clock_.now() - keys_live);
    if (!find.step()) return std::nullopt;
    if (find.row().text(0) != job.idempotency->fingerprint) {
        return refuse(
            Errc::idempotency_key_reused,
            "this Idempotency-Key stands for another file or other options: send a new key, or the "
            "same request again"
        );
    }
    auto id = JobId::parse(find.row().text(1));
    if (!id) throw Failure("read a job id behind a key", Broken::corrupt_data);
    return std::move(*id);
}

Result<void> SqlQueue::check_duplicate(Connection& writer, const NewJob& job) {
    if (job.force || job.dry_run) return {};
    auto duplicate = statements_.use(writer, statements::duplicate);
    duplicate.with(job.file_sha256)
        .with(job.owner.user_id)
        .with(to_string(job.mode))
        .with(clock_.now() - duplicates_count);
    if (!duplicate.step()) return {};
    std::string id(duplicate.row().text(0));
    const auto message = "the same file is " + id + " already: look there, or send force=true";
    return std::unexpected(Error{
        .code = Errc::conflict, .message = message, .subject = std::move(id)});
}

Result<void> SqlQueue::check_room(Connection& writer, const NewJob& job) {
    auto load = statements_.use(writer, statements::load);
    load.with(job.owner.user_id);
    load.step();
    if (load.row().integer(0) >= limits_.jobs_per_user) {
        return refuse(
            Errc::rate_limit_exceeded,
            "you have " + std::to_string(load.row().integer(0)) +
                " jobs that have not ended, and more are not taken: wait for some of them"
        );
    }
    if (load.row().integer(1) >= limits_.jobs) {
        return refuse(Errc::queue_full, "the queue is full: try again later");
    }
    return {};
}

Job SqlQueue::insert(Connection& writer, const NewJob& job) {
    const auto now = clock_.now();
    auto add = statements_.use(writer, statements::add);
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
    auto added = job_from(add.row());

    if (job.idempotency) {
        auto remember = statements_.use(writer, statements::idempotency_add);
        remember.with(job.owner.user_id)
            .with(job.idempotency->key)
            .with(job.idempotency->fingerprint)
            .with(job.id.text())
            .with(now);
        remember.step();
    }
    audit(
        writer,
        {.actor = job.owner.user_id,
         .action = "upload",
         .job = job.id.text(),
         .details = job.force ? "force" : ""}
    );
    return added;
}

}  // namespace rollcall::queue::sql
