// Loads members into PostgreSQL.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "db/postgres/store.hpp"
#include "load/loader.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::load::postgres {

// Needs: the tables of `migrations()`, and the right to make temporary ones. Times in its tables
// are the database's clock's.
class PostgresLoader final : public Loader {
public:
    // With a mapping, into a table of the organisation's own, where check_mapping finds nothing.
    explicit PostgresLoader(
        db::postgres::Store& store,
        std::optional<Mapping> mapping = std::nullopt
    )
        : store_(store), mapping_(std::move(mapping)) {}

    // Chunks that a deadlock, another's lock or a lost connection undid are tried again, up to five
    // times. A commit whose answer was lost is looked up; when nobody can be asked, `append` throws
    // CommitUnknown, and `begin` finds out.
    Result<std::unique_ptr<Load>> begin(const Plan& plan) override;

private:
    class PostgresLoad;

    db::postgres::Store& store_;
    std::optional<Mapping> mapping_;
};

}  // namespace rollcall::load::postgres
