// What became of each row, from the embedded database.
#pragma once

#include <memory>
#include <optional>

#include "db/sqlite/store.hpp"
#include "load/ledger.hpp"

namespace rollcall::load::sqlite {

// Needs: the tables of `migrations()`.
class SqliteLedger final : public Ledger {
public:
    explicit SqliteLedger(db::sqlite::Store& store) : store_(store) {}

    std::optional<JobLedger> find(const JobId& job) override;
    std::unique_ptr<RowCursor> rows(const JobId& job, const RowQuery& query) override;
    Result<void> verify(const JobId& job) override;
    void forget(const JobId& job) override;

private:
    db::sqlite::Store& store_;
};

}  // namespace rollcall::load::sqlite
