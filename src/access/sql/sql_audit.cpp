#include "access/sql/sql_audit.hpp"

#include <cstddef>

#include "access/sql/statements.hpp"

namespace rollcall::access::sql {
namespace {

using db::Query;
using db::Session;

constexpr std::uint32_t page = 1'000;
constexpr std::size_t findings_max = 20;

AuditEntry entry_of(const Query& row) {
    return {
        .number = row.integer(0),
        .at = Instant{Milliseconds{row.integer(1)}},
        .deed =
            {.actor = std::string(row.text(2)),
             .origin = std::string(row.text(3)),
             .action = std::string(row.text(4)),
             .subject = std::string(row.text(5)),
             .details = std::string(row.text(6)),
             .file_sha256 = std::string(row.text(7))},
        .queue_number = row.integer(8),
        .hash = std::string(row.text(9))};
}

std::vector<AuditEntry> untaken(Session& session, std::uint32_t limit) {
    auto rows = session.query(statements::audit_untaken);
    rows.with(std::int64_t{limit});
    std::vector<AuditEntry> entries;
    while (rows.step()) {
        entries.push_back({
            .at = Instant{Milliseconds{rows.integer(1)}},
            .deed =
                {.actor = std::string(rows.text(2)),
                 .origin = std::string(rows.text(7)),
                 .action = std::string(rows.text(3)),
                 .subject = std::string(rows.text(4)),
                 .details = std::string(rows.text(5)),
                 .file_sha256 = std::string(rows.text(6))},
            .queue_number = rows.integer(0),
        });
    }
    return entries;
}

void find(AuditProof& proof, std::int64_t number, const std::string& what) {
    if (proof.findings.size() < findings_max) {
        proof.findings.push_back("entry " + std::to_string(number) + " " + what);
    }
}

}  // namespace

SqlAudit::Link SqlAudit::last_alone(Session& session) {
    session.lock("audit");
    auto last = session.query(statements::audit_last);
    if (!last.step()) return {};
    return {.number = last.integer(0), .hash = std::string(last.text(1))};
}

void SqlAudit::append_behind(Link& last, AuditEntry entry, Session& session) const {
    entry.number = last.number + 1;
    entry.hash = hash_of(entry, last.hash, key_);
    session.query(statements::audit_append)
        .with(entry.number)
        .with(entry.at)
        .with(entry.deed.actor)
        .with(entry.deed.origin)
        .with(entry.deed.action)
        .with(entry.deed.subject)
        .with(entry.deed.details)
        .with(entry.deed.file_sha256)
        .with(entry.queue_number)
        .with(entry.hash)
        .step();
    last = {.number = entry.number, .hash = std::move(entry.hash)};
}

void SqlAudit::append(const Deed& deed) {
    database_.write([&](Session& session) { append_within(session, deed); });
}

void SqlAudit::append_within(Session& session, const Deed& deed) const {
    auto last = last_alone(session);
    append_behind(last, {.at = session.now(), .deed = deed}, session);
}

std::uint32_t SqlAudit::take_in(std::uint32_t limit) {
    // Most often there is nothing, and nobody need wait for that.
    const bool any = database_.read([](Session& session) { return !untaken(session, 1).empty(); });
    if (!any) return 0;
    return database_.write([&](Session& session) {
        auto last = last_alone(session);
        auto entries = untaken(session, limit);
        for (auto& entry : entries)
            append_behind(last, std::move(entry), session);
        return static_cast<std::uint32_t>(entries.size());
    });
}

std::vector<AuditEntry> SqlAudit::list(std::int64_t after, std::uint32_t limit) {
    return database_.read([&](Session& session) {
        auto rows = session.query(statements::audit_list);
        rows.with(after).with(std::int64_t{limit});
        std::vector<AuditEntry> entries;
        while (rows.step())
            entries.push_back(entry_of(rows));
        return entries;
    });
}

AuditProof SqlAudit::prove() {
    AuditProof proof;
    std::int64_t last = 0;
    for (auto entries = list(0, page); !entries.empty(); entries = list(last, page)) {
        for (const auto& entry : entries) {
            if (entry.number != last + 1) find(proof, last + 1, "is missing");
            if (entry.hash != hash_of(entry, proof.head, key_)) {
                find(proof, entry.number, "is not what was written, or the one before is not");
            }
            last = entry.number;
            proof.head = entry.hash;
            ++proof.entries;
        }
    }
    const auto strays = database_.read([](Session& session) {
        auto rows = session.query(statements::audit_strays);
        std::vector<std::int64_t> numbers;
        while (rows.step())
            numbers.push_back(rows.integer(0));
        return numbers;
    });
    for (const auto number : strays)
        find(proof, number, "is not what the queue's own record says");
    return proof;
}

}  // namespace rollcall::access::sql
