// The verbs of the keeper: what time alone makes due.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "db/sqlite/connection.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/row.hpp"
#include "queue/sql/sql_queue.hpp"
#include "queue/sql/statements.hpp"

namespace rollcall::queue::sql {
namespace {

using db::sqlite::Connection;

// So many fit well into the 250 ms that a transaction may hold the one writing connection.
constexpr std::int64_t step_max = 500;

}  // namespace

Swept SqlQueue::sweep() {
    Swept swept;
    const auto recovered = store_.write([&](Connection& writer) {
        auto forget = statements_.use(writer, statements::idempotency_forget);
        forget.with(clock_.now() - keys_live).with(step_max);
        forget.step();
        return recover_within(writer, clock_.now());
    });
    announce(recovered);
    for (const auto& job : recovered) {
        if (is_final(job.state)) {
            swept.stalled_out.push_back(job.id);
        } else {
            ++swept.recovered;
        }
    }

    const auto due = clock_.now();
    for (auto some = promote_some(due); some > 0; some = promote_some(due))
        swept.promoted += some;
    return swept;
}

std::uint32_t SqlQueue::promote_some(Instant due) {
    const auto promoted = store_.write([&](Connection& writer) {
        auto promote = statements_.use(writer, statements::promote);
        promote.with(due).with(step_max);
        return all_jobs(promote);
    });
    announce(promoted);
    return static_cast<std::uint32_t>(promoted.size());
}

std::uint32_t SqlQueue::take_back_all() {
    const auto taken =
        store_.write([&](Connection& writer) { return recover_within(writer, Instant::max()); });
    announce(taken);
    return static_cast<std::uint32_t>(taken.size());
}

Cleaned SqlQueue::clean(Instant before, std::uint32_t limit, std::string_view by) {
    Cleaned cleaned;
    store_.write([&](Connection& writer) {
        auto clean = statements_.use(writer, statements::clean);
        clean.with(before).with(std::int64_t{limit});
        cleaned.removed = all_jobs(clean);
        if (cleaned.removed.empty()) return;
        const auto details = std::to_string(cleaned.removed.size()) + " jobs";
        audit(writer, {.actor = by, .action = "clean", .job = {}, .details = details});
    });
    return cleaned;
}

}  // namespace rollcall::queue::sql
