// The verbs of the keeper: what time alone makes due.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "db/database.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/removed_jobs.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {
namespace {

using db::Session;

// So many fit well into the 250 ms that a transaction may hold the one writing connection.
constexpr std::int64_t step_max = 500;

void note_removed(Session& session, const Job& job) {
    session.query(statements::removed_note)
        .with(job.id.text())
        .with(job.owner.user_id)
        .with(job.owner.province_code)
        .with(job.owner.municipality_code)
        .with(job.finished_at.value_or(session.now()))
        .with(session.now())
        .step();
}

}  // namespace

Swept SqlQueue::sweep() {
    Swept swept;
    const auto recovered = database_.write([&](Session& session) {
        auto forget = session.query(statements::idempotency_forget);
        forget.with(session.now() - keys_live).with(step_max);
        forget.step();
        return recover_within(session, session.now());
    });
    announce(recovered);
    for (const auto& job : recovered) {
        if (is_final(job.state)) {
            swept.stalled_out.push_back(job.id);
        } else {
            ++swept.recovered;
        }
    }

    for (auto some = promote_some(); some > 0; some = promote_some())
        swept.promoted += some;
    return swept;
}

std::uint32_t SqlQueue::promote_some() {
    const auto promoted = database_.write([&](Session& session) {
        auto promote = session.query(statements::promote);
        promote.with(session.now()).with(step_max);
        return all_jobs(promote);
    });
    announce(promoted);
    return static_cast<std::uint32_t>(promoted.size());
}

std::uint32_t SqlQueue::take_back_all() {
    const auto taken =
        database_.write([&](Session& session) { return recover_within(session, Instant::max()); });
    announce(taken);
    return static_cast<std::uint32_t>(taken.size());
}

Cleaned SqlQueue::clean(Instant before, std::uint32_t limit, const Asker& by) {
    return database_.write([&](Session& session) {
        auto clean = session.query(statements::clean);
        clean.with(before).with(std::int64_t{limit});
        Cleaned cleaned{all_jobs(clean)};
        if (cleaned.removed.empty()) return cleaned;
        for (const auto& job : cleaned.removed)
            note_removed(session, job);
        session.query(statements::removed_forget).with(session.now() - removed_jobs_live).step();
        const auto details = std::to_string(cleaned.removed.size()) + " jobs";
        audit(session, {.by = by, .action = "clean", .job = {}, .details = details});
        return cleaned;
    });
}

}  // namespace rollcall::queue::sql
