// One PostgreSQL database: connections on loan, and transactions that are run again when another
// program was in the way.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/failure.hpp"
#include "db/postgres/transaction.hpp"

namespace rollcall::db::postgres {

// A connection on loan; goes back unless it broke. Made by Store.
class Loan {
public:
    using Idle = Guarded<std::vector<std::unique_ptr<Connection>>>;

    Loan(Idle& idle, std::unique_ptr<Connection> connection)
        : idle_(&idle), connection_(std::move(connection)) {}
    Loan(Loan&&) = default;
    Loan& operator=(Loan&&) = default;
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan();

    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

private:
    Idle* idle_;
    std::unique_ptr<Connection> connection_;
};

// Safe from any thread.
class Store {
public:
    using Stands = std::function<bool(Connection&)>;

    // Connects when somebody asks for something first.
    explicit Store(std::string url) : url_(std::move(url)) {}

    // Runs `use(connection, transaction)` in one transaction that commits when it returns and rolls
    // back when it throws. Runs it again, up to five times in all, when another transaction was in
    // the way or the connection broke before the commit: so `use` changes nothing but its own
    // results. A commit whose answer was lost is looked up; CommitUnknown is thrown only when that
    // cannot be done. A server that took over from another may not know the transaction, or know
    // another by its number: `stands`, where given, looks for what the transaction left.
    template <class Use>
    auto write(Use&& use, const Stands& stands = {}) {
        using Returned = std::invoke_result_t<Use&, Connection&, const Transaction&>;
        if constexpr (std::is_void_v<Returned>) {
            run_again([&](Connection& connection) {
                Transaction transaction(connection);
                use(connection, std::as_const(transaction));
                commit(transaction, stands);
            });
        } else {
            std::unique_ptr<Returned> returned;
            run_again([&](Connection& connection) {
                Transaction transaction(connection);
                returned = std::make_unique<Returned>(use(connection, std::as_const(transaction)));
                commit(transaction, stands);
            });
            return Returned(std::move(*returned));
        }
    }

    // Runs `use(connection)` without a transaction around it: each statement sees what was
    // committed before it. Runs it again as `write` does.
    template <class Use>
    auto read(Use&& use) {
        using Returned = std::invoke_result_t<Use&, Connection&>;
        std::unique_ptr<Returned> returned;
        run_again([&](Connection& connection) {
            returned = std::make_unique<Returned>(use(connection));
        });
        return Returned(std::move(*returned));
    }

    // A connection for as long as one likes. Throws PostgresFailure.
    Loan borrow();
    // A new connection to keep (LISTEN, leases). Throws PostgresFailure.
    std::unique_ptr<Connection> connect() const { return std::make_unique<Connection>(url_); }

    // Commits; a lost answer is looked up over another connection, as `write` does.
    void commit(Transaction& transaction, const Stands& stands = {}) const;

    // Whether the database answers now; throws nothing.
    bool answers();

    // Contains the password: never for logs.
    const std::string& url() const { return url_; }

private:
    bool happened(const TransactionId& id, const Stands& stands, const CommitUnknown& unknown)
        const;
    void run_again(const std::function<void(Connection&)>& attempt);

    std::string url_;
    Loan::Idle idle_;
};

}  // namespace rollcall::db::postgres
