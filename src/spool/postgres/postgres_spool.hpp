// Uploads as rows of the database: every node sees them, and they are saved with it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "db/postgres/store.hpp"
#include "spool/postgres/contents.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::postgres {

// Needs: the tables of `migrations()`. Times are the database's clock's.
class PostgresSpool final : public Spool {
public:
    // Files are fetched into `scratch`.
    PostgresSpool(db::postgres::Store& store, const Scratch& scratch)
        : store_(store), scratch_(scratch) {}

    Result<std::unique_ptr<Intake>> start(std::uint64_t bytes_max) override;
    bool holds(std::string_view sha256) override;
    Result<Descriptor> open(std::string_view sha256) override;
    bool is_shared() const override { return true; }
    std::uint64_t remove(std::string_view sha256) override;
    std::uint64_t sweep(Instant before, const std::function<bool(std::string_view sha256)>& wanted)
        override;

private:
    class PostgresIntake;

    std::optional<Content> find(std::string_view sha256);
    std::uint64_t remove_sealed_before(std::string_view sha256, std::optional<Instant> before);

    db::postgres::Store& store_;
    const Scratch& scratch_;
};

}  // namespace rollcall::spool::postgres
