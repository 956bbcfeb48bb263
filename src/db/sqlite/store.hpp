// One SQLite file: its one writing connection behind a fair lock, and reading connections.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "db/sqlite/connection.hpp"

namespace rollcall::db::sqlite {

// First come, first served: a loader that takes the lock again and again must not starve a request.
class FairLock {
public:
    void lock();
    void unlock();
    // How many wait for it just now.
    std::uint64_t waiting() const;

private:
    mutable std::mutex mutex_;
    std::condition_variable turn_;
    std::uint64_t next_ticket_ = 0;
    std::uint64_t serving_ = 0;
};

// Safe from any thread.
class Store {
public:
    explicit Store(std::string path);

    // Runs `use(connection)` alone on the writing connection, in one immediate transaction that
    // commits (durably) when `use` returns and rolls back when it throws.
    template <class Use>
    auto write(Use&& use) {
        const std::scoped_lock lock(writing_);
        Transaction transaction(writer_);
        if constexpr (std::is_void_v<decltype(use(writer_))>) {
            std::forward<Use>(use)(writer_);
            transaction.commit();
        } else {
            auto result = std::forward<Use>(use)(writer_);
            transaction.commit();
            return result;
        }
    }

    // As `write`, without a transaction: `use` makes its own, or rolls back by what it returns.
    template <class Use>
    auto alone(Use&& use) {
        const std::scoped_lock lock(writing_);
        return std::forward<Use>(use)(writer_);
    }

    // Runs `use(connection)` on a reading connection of its own; sees what was committed before.
    template <class Use>
    auto read(Use&& use) {
        Borrowed borrowed(*this);
        return std::forward<Use>(use)(*borrowed.connection);
    }

    // Whether the file can be read now; asks it, and throws nothing.
    bool answers();

    // A reading connection to keep, for a cursor that lives long.
    std::unique_ptr<Connection> open_reader() const;

    const std::string& path() const { return path_; }

private:
    struct Borrowed {
        explicit Borrowed(Store& from);
        Borrowed(const Borrowed&) = delete;
        Borrowed& operator=(const Borrowed&) = delete;
        ~Borrowed();
        Store& store;
        std::unique_ptr<Connection> connection;
    };

    std::string path_;
    FairLock writing_;
    Connection writer_;
    Guarded<std::vector<std::unique_ptr<Connection>>> readers_;
};

}  // namespace rollcall::db::sqlite
