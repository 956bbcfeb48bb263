// What became of each row, from PostgreSQL.
#pragma once

#include <memory>
#include <optional>

#include "db/postgres/store.hpp"
#include "load/ledger.hpp"

namespace rollcall::load::postgres {

// Needs: the tables of `migrations()`. Throws PostgresFailure.
class PostgresLedger final : public Ledger {
public:
    explicit PostgresLedger(db::postgres::Store& store) : store_(store) {}

    std::optional<JobLedger> find(const JobId& job) override;
    std::unique_ptr<RowCursor> rows(const JobId& job, const RowQuery& query) override;
    Result<void> verify(const JobId& job) override;
    void forget(const JobId& job) override;

private:
    db::postgres::Store& store_;
};

}  // namespace rollcall::load::postgres
