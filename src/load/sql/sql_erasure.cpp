#include "load/sql/sql_erasure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/failure.hpp"
#include "load/entry.hpp"
#include "load/facts.hpp"
#include "load/redact.hpp"
#include "load/sql/statements.hpp"

namespace rollcall::load::sql {
namespace {

using db::Session;

struct Found {
    std::int64_t id = 0;
    std::string created_by_job;
    std::uint64_t changes = 0;
};

std::optional<Found> find(Session& session, MembersIn members, std::string_view id_number) {
    Found found;
    {
        auto query = session.query(
            members == MembersIn::own_table ? statements::erase_find : statements::erase_find_state
        );
        if (!query.with(id_number).step()) return std::nullopt;
        found.id = query.integer(0);
        found.created_by_job = query.text(1);
    }
    auto count = session.query(statements::erase_count_changes);
    count.with(found.id).step();
    found.changes = static_cast<std::uint64_t>(count.integer(0));
    return found;
}

std::vector<Detail> read_details(Session& session, std::int64_t upload_id, const Entry& entry) {
    std::vector<Detail> details;
    auto rows = session.query(statements::redact_read_rows);
    rows.with(upload_id)
        .with(static_cast<std::int64_t>(entry.first_ordinal))
        .with(static_cast<std::int64_t>(entry.first_ordinal + entry.row_count()));
    while (rows.step()) {
        details.push_back({
            .ordinal = static_cast<std::uint64_t>(rows.integer(0)),
            .first_row = static_cast<std::uint32_t>(rows.integer(1)),
            .findings = std::string(rows.bytes(2)),
            .error = std::string(rows.text(3)),
        });
    }
    return details;
}

Entry read_entry(Session& session, std::int64_t upload_id, std::uint32_t chunk) {
    Entry entry;
    entry.chunk = chunk;
    {
        auto read = session.query(statements::redact_read_chunk);
        if (!read.with(upload_id).with(std::int64_t{chunk}).step()) {
            throw Failure("the ledger lacks chunk " + std::to_string(chunk), Broken::corrupt_data);
        }
        entry.first_ordinal = static_cast<std::uint64_t>(read.integer(0));
        entry.outcomes = read.bytes(1);
        entry.numbers = read.bytes(2);
        entry.last4 = read.bytes(3);
        entry.befores = read.bytes(4);
        entry.tally = read.bytes(5);
    }
    entry.details = read_details(session, upload_id, entry);
    return entry;
}

// The digest of the chunk as it is left.
std::string redact_chunk(
    Session& session,
    std::int64_t upload_id,
    const Entry& entry,
    std::string_view previous
) {
    auto digest = digest_of(entry, previous);
    session.query(statements::redact_chunk)
        .with(upload_id)
        .with(std::int64_t{entry.chunk})
        .with_bytes(entry.last4)
        .with_bytes(entry.befores)
        .with(previous)
        .with(digest)
        .step();
    return digest;
}

// The facts with the note in them; before a file was read there are none.
std::string noted(const std::string& facts_json, const Redaction& redaction) {
    if (facts_json.empty()) return {};
    auto facts = facts_from_json(facts_json);
    facts.erased_at = redaction.at;
    facts.warnings.push_back(redaction.warning);
    return to_json(facts);
}

bool was_redacted(const std::string& facts_json) {
    return !facts_json.empty() && !facts_from_json(facts_json).erased_at.empty();
}

}  // namespace

ErasedMember SqlErasure::look(std::string_view id_number) {
    const auto found =
        database_.read([&](Session& session) { return find(session, members_, id_number); });
    return found ? ErasedMember{true, found->changes} : ErasedMember{};
}

ErasedMember SqlErasure::erase_member(std::string_view id_number) {
    return database_.write([&](Session& session) -> ErasedMember {
        const auto found = find(session, members_, id_number);
        if (!found) return {};
        session.query(statements::erase_changes).with(found->id).step();
        session
            .query(
                members_ == MembersIn::own_table ? statements::erase_member
                                                 : statements::erase_state
            )
            .with(found->id)
            .step();
        if (!found->created_by_job.empty()) {
            session.query(statements::erase_note)
                .with(found->created_by_job)
                .with(session.now())
                .step();
        }
        return {true, found->changes};
    });
}

bool SqlErasure::redact(const Redaction& redaction) {
    return database_.write([&](Session& session) {
        std::int64_t upload_id = 0;
        std::uint32_t chunks = 0;
        std::string digest;
        std::string facts_json;
        {
            auto fence = session.query(statements::redact_fence);
            if (!fence.with(redaction.job.text()).step()) return false;
            upload_id = fence.integer(0);
            chunks = static_cast<std::uint32_t>(fence.integer(1));
            digest = fence.text(2);
            facts_json = fence.text(3);
        }
        const bool before = was_redacted(facts_json);
        for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
            const auto entry = redacted(read_entry(session, upload_id, chunk), redaction.rows);
            if (!entry) throw Failure(entry.error().message, Broken::corrupt_data);
            digest = redact_chunk(session, upload_id, *entry, digest);
        }
        const auto facts = before ? facts_json : noted(facts_json, redaction);
        session.query(statements::redact_done).with(upload_id).with(digest).with(facts).step();
        return !before;
    });
}

}  // namespace rollcall::load::sql
