// The audit over a database's tables.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "access/audit.hpp"
#include "db/database.hpp"

namespace rollcall::access::sql {

// Time is the database's. Needs the queue's tables beside its own.
class SqlAudit final : public Audit {
public:
    // The database outlives it. Without a key the chain is of plain hashes.
    SqlAudit(db::Database& database, std::string key) : database_(database), key_(std::move(key)) {}

    void append(const Deed& deed) override;
    std::uint32_t take_in(std::uint32_t limit) override;
    std::vector<AuditEntry> list(std::int64_t after, std::uint32_t limit) override;
    AuditProof prove() override;

    // As `append`, within somebody's own transaction.
    void append_within(db::Session& session, const Deed& deed) const;

private:
    struct Link {
        std::int64_t number = 0;
        std::string hash;
    };
    // The last one's, once nobody else may append before this transaction ends.
    static Link last_alone(db::Session& session);
    // Completes the entry by number and hash, and moves on.
    void append_behind(Link& last, AuditEntry entry, db::Session& session) const;

    db::Database& database_;
    const std::string key_;
};

}  // namespace rollcall::access::sql
