#include "tests/sim/checker.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

#include <fmt/core.h>

#include "load/ledger.hpp"
#include "load/tally.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/sim/chronicle.hpp"
#include "tests/sim/director.hpp"
#include "tests/sim/member_model.hpp"
#include "tests/sim/storm.hpp"

namespace rollcall::sim {
namespace {

constexpr std::uint32_t jobs_max = 1'000;

void check_rows(Storm& storm, load::Ledger& ledger, const JobId& id) {
    const auto& outcomes = storm.chronicle.outcomes_of(id);
    const auto& rows = storm.chronicle.request_of(id).file->rows;
    std::size_t at = 0;
    load::Tally counted;
    load::RowRecord record;
    for (const auto cursor = ledger.rows(id, {}); cursor->next(record); ++at) {
        ++counted.of(record.outcome);
        // Rows that were committed twice are more than the file has; the counts below tell of them.
        if (at >= outcomes.size() || at >= rows.size()) continue;
        if (record.ordinal == at && record.outcome == outcomes[at] &&
            record.number == rows[at].number) {
            continue;
        }
        storm.chronicle.complain(fmt::format(
            "{}: row {} is {} in the ledger and must be {}",
            id.text(),
            at,
            to_string(record.outcome),
            to_string(outcomes[at])
        ));
    }
    const auto tally = ledger.find(id)->cursor.tally;
    if (at != outcomes.size() || tally.total() != at || tally.outcomes != counted.outcomes) {
        storm.chronicle.complain(fmt::format(
            "{}: {} rows were committed, {} are in the ledger and {} in its counts",
            id.text(),
            outcomes.size(),
            at,
            tally.total()
        ));
    }
}

void check_end(Storm& storm, const queue::Job& job) {
    const auto& request = storm.chronicle.request_of(job.id);
    if (!queue::is_final(job.state)) {
        return storm.chronicle.complain(
            job.id.text() + ": is still " + std::string(to_string(job.state))
        );
    }
    storm.news.check_end(job);
    if (job.state != queue::JobState::completed) return;
    if (storm.chronicle.outcomes_of(job.id).size() != request.file->rows.size()) {
        storm.chronicle.complain(job.id.text() + ": completed without some of its rows");
    }
    if (!storm.files.reports.contains(job.report_name)) {
        storm.chronicle.complain(job.id.text() + ": completed without a report");
    }
}

void check_members(Storm& storm) {
    const auto members = storm.stores->members();
    const auto& expected = storm.chronicle.members();
    if (members == expected) return;
    std::size_t wrong = 0;
    for (const auto& [id, member] : expected) {
        const auto found = members.find(id);
        if (found == members.end() || found->second != member) ++wrong;
    }
    storm.chronicle.complain(fmt::format(
        "members: {} stored, {} expected, {} missing or wrong",
        members.size(),
        expected.size(),
        wrong
    ));
}

}  // namespace

void check_ledger(Storm& storm, const queue::Job& job) {
    const auto ledger = storm.stores->open_ledger();
    if (const auto sound = ledger->verify(job.id); !sound) {
        storm.chronicle.complain(job.id.text() + ": " + sound.error().message);
    }
    if (ledger->find(job.id)) {
        check_rows(storm, *ledger, job.id);
    } else if (!storm.chronicle.outcomes_of(job.id).empty()) {
        storm.chronicle.complain(job.id.text() + ": its ledger is gone");
    }
}

void check_promises(Storm& storm, Director& director) {
    auto& queue = director.some_node().front();
    queue::ListQuery all;
    all.limit = jobs_max;
    for (const auto& job : queue.list(all).jobs) {
        check_end(storm, job);
        check_ledger(storm, job);
    }
    check_members(storm);
    director.clients().check(queue);
    if (const auto damage = storm.stores->damage(); !damage.empty()) {
        storm.chronicle.complain("the database is damaged: " + damage);
    }
}

}  // namespace rollcall::sim
