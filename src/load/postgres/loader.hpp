// Loads members into PostgreSQL.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "check/area.hpp"
#include "db/postgres/store.hpp"
#include "load/loader.hpp"
#include "load/postgres/mapping.hpp"

namespace rollcall::load::postgres {

// Needs: the tables of `migrations()`, and the right to make temporary ones. Times in its tables
// are the database's clock's.
class PostgresLoader final : public Loader {
public:
    // With geography, a municipality's uploader is held to its municipality; without, to its
    // province.
    explicit PostgresLoader(db::postgres::Store& store, const check::Geography* geography = nullptr)
        : PostgresLoader(store, geography, std::nullopt) {}
    // Into a table of the organisation's own, where check_mapping finds nothing.
    PostgresLoader(
        db::postgres::Store& store,
        const check::Geography* geography,
        std::optional<Mapping> mapping
    )
        : store_(store), geography_(geography), mapping_(std::move(mapping)) {}

    // Chunks that a deadlock, another's lock or a lost connection undid are tried again, up to five
    // times. A commit whose answer was lost is looked up; when nobody can be asked, `append` throws
    // CommitUnknown, and `begin` finds out.
    Result<std::unique_ptr<Load>> begin(const Plan& plan) override;

private:
    class PostgresLoad;

    db::postgres::Store& store_;
    const check::Geography* geography_;
    std::optional<Mapping> mapping_;
};

}  // namespace rollcall::load::postgres
