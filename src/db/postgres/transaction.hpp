// A transaction whose outcome is known whatever happens to the network.
#pragma once

#include <cstdint>
#include <string>

#include "db/postgres/connection.hpp"

namespace rollcall::db::postgres {

// What is needed to ask later whether a transaction happened.
struct TransactionId {
    std::string xid;  // as pg_current_xact_id() gives it
    int backend = 0;  // the server's process that ran it
};

// BEGIN now; rolled back unless committed.
class Transaction {
public:
    explicit Transaction(Connection& connection);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    const TransactionId& id() const { return id_; }
    // Milliseconds since 1970 at its begin, by the database's clock.
    std::int64_t now_ms() const { return now_ms_; }

    // Throws CommitUnknown when the link broke before the answer: `committed` of another connection
    // may still tell.
    void commit();

private:
    Connection& connection_;
    TransactionId id_;
    std::int64_t now_ms_ = 0;
    bool open_ = true;
};

// Whether that transaction happened, asked over a living connection to the same server. One that
// the server still runs for a client that is gone is ended first. Throws CommitUnknown when the
// server does not know it (a standby that took over).
bool committed(Connection& connection, const TransactionId& id);

}  // namespace rollcall::db::postgres
