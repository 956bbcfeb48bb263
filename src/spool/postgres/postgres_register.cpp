#include "spool/postgres/postgres_register.hpp"

#include <optional>
#include <string>

#include "base/failure.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/transaction.hpp"
#include "spool/postgres/statements.hpp"
#include "spool/store_register.hpp"

namespace rollcall::spool::postgres {
namespace {

using db::postgres::Connection;
using db::postgres::Transaction;

std::optional<StoreIdentity> find(Connection& connection) {
    std::optional<StoreIdentity> found;
    auto& query = connection.prepared(statements::find_store);
    if (query.step()) {
        found = StoreIdentity{std::string(query.text(0)), std::string(query.text(1))};
    }
    query.reset();
    return found;
}

}  // namespace

StoreIdentity PostgresRegister::agree_on(const StoreIdentity& proposed) {
    const auto agreed = store_.write([&](Connection& connection, const Transaction&) {
        // It waits for a node that proposes at the same time, and sees then what that one put.
        connection.prepared(statements::agree_on_store)
            .bind(1, proposed.identity)
            .bind(2, proposed.place)
            .run();
        return find(connection);
    });
    if (!agreed) throw Failure("the row of the nodes' file store was removed while a node started");
    return *agreed;
}

bool PostgresRegister::is_settled() {
    return store_.read([](Connection& connection) { return find(connection).has_value(); });
}

}  // namespace rollcall::spool::postgres
