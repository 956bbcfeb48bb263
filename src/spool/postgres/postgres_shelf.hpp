// Documents as rows of the database.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "db/postgres/store.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::postgres {

// Names as FolderShelf has them. Needs: the tables of `migrations()`.
class PostgresShelf final : public Shelf {
public:
    // Documents are written in `scratch` and fetched into it.
    PostgresShelf(db::postgres::Store& store, const Scratch& scratch)
        : store_(store), scratch_(scratch) {}

    std::unique_ptr<Draft> draft(std::string_view name) override;
    Result<Descriptor> open(std::string_view name) override;
    std::uint64_t remove(std::string_view name) override;
    const std::string& scratch() const override { return scratch_.path(); }

private:
    class PostgresDraft;

    db::postgres::Store& store_;
    const Scratch& scratch_;
};

}  // namespace rollcall::spool::postgres
