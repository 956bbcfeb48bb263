#include "db/postgres/transaction.hpp"

#include <charconv>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <thread>

#include <libpq-fe.h>

#include "base/failure.hpp"
#include "base/log.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/failure.hpp"

namespace rollcall::db::postgres {
namespace {

constexpr std::chrono::milliseconds look_again{20};
constexpr int looks_max = 500;

std::int64_t number(const char* text) {
    const std::string_view digits = text;
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

}  // namespace

Transaction::Transaction(Connection& connection) : connection_(connection) {
    const auto begun = connection.query(
        "BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_current_xact_id()::text,"
        " (extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    );
    id_ = {PQgetvalue(begun.get(), 0, 0), connection.backend()};
    now_ms_ = number(PQgetvalue(begun.get(), 0, 1));
}

Transaction::~Transaction() {
    if (!open_ || !connection_.alive()) return;
    const ResultHandle ended(PQexec(connection_.handle(), "ROLLBACK"));
    // A link that breaks here takes the transaction with it.
    if (PQresultStatus(ended.get()) != PGRES_COMMAND_OK && connection_.alive()) {
        log::error("db", std::string("roll back: ") + PQerrorMessage(connection_.handle()));
    }
}

void Transaction::commit() {
    open_ = false;
    try {
        const auto ended = connection_.query("COMMIT");
        // A transaction that an earlier error had broken is rolled back by COMMIT, which says so.
        if (std::string_view(PQcmdStatus(ended.get())) != "COMMIT") {
            throw PostgresFailure("commit: postgresql: rolled back", "25P02", Broken::other);
        }
    } catch (const PostgresFailure& failure) {
        // Any complete answer of the server is a refusal; only a link without one leaves it open.
        // 57P0x may come after the commit was written, when the server is being stopped.
        if (failure.connection_lost()) throw CommitUnknown(failure.what());
        throw;
    }
}

bool committed(Connection& connection, const TransactionId& id) {
    for (int look = 0; look < looks_max; ++look) {
        auto& ask = connection.prepared(
            "SELECT coalesce(pg_xact_status($1::text::xid8), ''),"
            " EXISTS (SELECT FROM pg_stat_activity WHERE pid = $2::int AND backend_xid = "
            "$1::text::xid8::xid)"
        );
        ask.bind(1, id.xid).bind(2, id.backend);
        ask.step();
        const auto status = ask.text(0);
        if (status == "committed") return true;
        if (status == "aborted") return false;
        if (status.empty()) break;
        if (ask.integer(1) != 0 && look > 0) {
            auto& end = connection.prepared("SELECT pg_terminate_backend($1::int)");
            end.bind(1, id.backend);
            end.run();
        }
        std::this_thread::sleep_for(look_again);
    }
    throw CommitUnknown("ask for the outcome of a commit: the server does not know it");
}

}  // namespace rollcall::db::postgres
