// The register of the nodes' store in their database.
#pragma once

#include "db/postgres/store.hpp"
#include "spool/store_register.hpp"

namespace rollcall::spool::postgres {

// Needs: the tables of `migrations()`.
class PostgresRegister final : public StoreRegister {
public:
    explicit PostgresRegister(db::postgres::Store& store) : store_(store) {}

    StoreIdentity agree_on(const StoreIdentity& proposed) override;
    bool is_settled() override;

private:
    db::postgres::Store& store_;
};

}  // namespace rollcall::spool::postgres
