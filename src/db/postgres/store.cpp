#include "db/postgres/store.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>

#include "base/failure.hpp"
#include "base/log.hpp"
#include "db/postgres/failure.hpp"
#include "db/postgres/transaction.hpp"

namespace rollcall::db::postgres {
namespace {

constexpr int tries_max = 5;
// Five seconds in all.
constexpr int asking_tries_max = 50;
constexpr std::chrono::milliseconds ask_again{100};
// So many stay open for the next who asks; more are closed when they come back.
constexpr std::size_t idle_max = 8;

// Doubles from 10 ms, with as much again by chance, so that two who were in each other's way do not
// meet again.
std::chrono::milliseconds pause_before(int next_try) {
    thread_local std::minstd_rand chance{std::random_device{}()};
    const int base = 5 << next_try;
    return std::chrono::milliseconds{base + std::uniform_int_distribution<int>(0, base)(chance)};
}

// Whether the transaction happened, asked of the server that answers now.
bool ask(Connection& connection, const TransactionId& id, const Store::Stands& stands) {
    try {
        if (!committed(connection, id)) return false;
    } catch (const PostgresFailure&) {
        if (!stands || !connection.alive()) throw;
    }
    return !stands || stands(connection);
}

}  // namespace

Loan::~Loan() {
    if (!connection_ || !connection_->alive()) return;
    idle_->with([&](auto& idle) {
        if (idle.size() < idle_max) idle.push_back(std::move(connection_));
    });
}

Loan Store::borrow() {
    auto connection = idle_.with([](auto& idle) -> std::unique_ptr<Connection> {
        if (idle.empty()) return nullptr;
        auto last = std::move(idle.back());
        idle.pop_back();
        return last;
    });
    if (!connection) connection = connect();
    return {idle_, std::move(connection)};
}

void Store::commit(Transaction& transaction, const Stands& stands) const {
    try {
        transaction.commit();
    } catch (const CommitUnknown& unknown) {
        if (happened(transaction.id(), stands, unknown)) {
            log::warning("db", "the answer of a commit was lost: it had happened");
            return;
        }
        throw PostgresFailure("the connection broke before a commit", "", Broken::database);
    }
}

// A server that was started again needs a moment until it can be asked.
bool Store::happened(const TransactionId& id, const Stands& stands, const CommitUnknown& unknown)
    const {
    for (int tries_left = asking_tries_max;; --tries_left) {
        try {
            return ask(*connect(), id, stands);
        } catch (const CommitUnknown&) {
            throw;
        } catch (const PostgresFailure& unreachable) {
            if (tries_left == 0 || !unreachable.connection_lost()) {
                throw CommitUnknown(std::string(unknown.what()) + "; then " + unreachable.what());
            }
        }
        std::this_thread::sleep_for(ask_again);
    }
}

void Store::run_again(const std::function<void(Connection&)>& attempt) {
    for (int next_try = 1;; ++next_try) {
        try {
            const auto connection = borrow();
            attempt(*connection);
            return;
        } catch (const CommitUnknown&) {
            throw;
        } catch (const PostgresFailure& failure) {
            const bool worth_it = failure.may_pass_again() || failure.connection_lost();
            if (!worth_it || next_try == tries_max) throw;
            // What lies idle broke with it, most likely: the server was started again.
            if (failure.connection_lost()) idle_.with([](auto& idle) { idle.clear(); });
        }
        std::this_thread::sleep_for(pause_before(next_try));
    }
}

bool Store::answers() {
    try {
        borrow()->execute("SELECT 1");
        return true;
    } catch (const PostgresFailure& failure) {
        log::warning("db", failure.what());
        return false;
    }
}

}  // namespace rollcall::db::postgres
