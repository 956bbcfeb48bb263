#include "app/proof.hpp"

#include <string>
#include <vector>

#include "app/stores.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "load/facts.hpp"
#include "load/ledger.hpp"
#include "load/member_counts.hpp"
#include "load/tally.hpp"
#include "queue/job.hpp"
#include "work/documents.hpp"

namespace rollcall::app {
namespace {

load::FileFacts facts_of(const load::JobLedger& ledger) {
    return ledger.facts_json.empty() ? load::FileFacts{} : load::facts_from_json(ledger.facts_json);
}

Proof prove_file(Stores& stores, const queue::Job& job, const load::JobLedger& ledger) {
    if (ledger.source_sha256 != job.file_sha256) {
        return {"file", false, "the ledger is of other bytes than those that were uploaded"};
    }
    const auto facts = facts_of(ledger);
    if (!facts.erased_at.empty() && !stores.spool().holds(job.file_sha256)) {
        return {"file", true, work::erased_text(facts.erased_at)};
    }
    // Opening it looks at every byte.
    const auto file = stores.spool().open(job.file_sha256);
    if (!file) return {"file", false, file.error().message};
    return {"file", true, with_commas(job.file_size) + " bytes are those that were uploaded"};
}

Proof prove_ledger(Stores& stores, const queue::Job& job, const load::JobLedger& ledger) {
    if (const auto fits = stores.ledger().verify(job.id); !fits) {
        return {"ledger", false, fits.error().message};
    }
    return {
        "ledger",
        true,
        with_commas(ledger.cursor.next_chunk) +
            " chunks follow each other from the file's digest on"};
}

Proof prove_rows(const queue::Job& job, const load::JobLedger& ledger) {
    const auto done = ledger.cursor.tally.total();
    const auto facts = facts_of(ledger);
    if (ledger.cursor.rows_done != done) {
        return {
            "rows",
            false,
            with_commas(ledger.cursor.rows_done) + " rows are done, but " + with_commas(done) +
                " have an outcome"};
    }
    if (job.state != queue::JobState::completed) {
        return {
            "rows",
            true,
            with_commas(done) + " rows have one outcome each; those behind them were not reached"};
    }
    if (facts.rows_total != done) {
        return {
            "rows",
            false,
            "the file has " + with_commas(facts.rows_total) + " rows, but " + with_commas(done) +
                " have an outcome"};
    }
    return {"rows", true, with_commas(done) + " rows of the file have one outcome each"};
}

std::string counts_text(const load::MemberCounts& counts) {
    return with_commas(counts.created) + " created and " + with_commas(counts.changed) + " changed";
}

Proof prove_members(Stores& stores, const queue::Job& job, const load::JobLedger& ledger) {
    using load::Outcome;
    const auto& tally = ledger.cursor.tally;
    load::MemberCounts told;
    if (!ledger.dry_run) told = {tally.of(Outcome::inserted), tally.of(Outcome::updated)};
    const auto found = stores.count_members(job.id);
    if (found != told) {
        return {
            "members",
            false,
            "the ledger says " + counts_text(told) + ", the database has " + counts_text(found)};
    }
    return {"members", true, counts_text(found) + " in the database as in the ledger"};
}

}  // namespace

std::vector<Proof> prove(Stores& stores, const queue::Job& job) {
    const auto ledger = stores.ledger().find(job.id);
    if (!ledger) {
        const bool holds = job.state != queue::JobState::completed;
        return {{"ledger", holds, holds ? "no row was reached" : "there is none"}};
    }
    return {
        prove_file(stores, job, *ledger),
        prove_ledger(stores, job, *ledger),
        prove_rows(job, *ledger),
        prove_members(stores, job, *ledger)};
}

}  // namespace rollcall::app
