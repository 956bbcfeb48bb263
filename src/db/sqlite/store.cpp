#include "db/sqlite/store.hpp"

#include <sqlite3.h>

namespace rollcall::db::sqlite {

void FairLock::lock() {
    std::unique_lock held(mutex_);
    const auto ticket = next_ticket_++;
    turn_.wait(held, [&] { return serving_ == ticket; });
}

void FairLock::unlock() {
    const std::scoped_lock held(mutex_);
    ++serving_;
    turn_.notify_all();
}

std::uint64_t FairLock::waiting() const {
    const std::scoped_lock held(mutex_);
    // Of the tickets that were handed out and not given back, one may be its holder's.
    const auto held_or_waiting = next_ticket_ - serving_;
    return held_or_waiting == 0 ? 0 : held_or_waiting - 1;
}

Store::Store(std::string path) : path_(std::move(path)), writer_(path_, Access::writing) {}

bool Store::answers() {
    // A connection of its own: those of the others may be in the middle of something.
    sqlite3* handle = nullptr;
    const bool opened =
        sqlite3_open_v2(path_.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK;
    const bool read =
        opened &&
        sqlite3_exec(handle, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr) ==
            SQLITE_OK;
    sqlite3_close_v2(handle);
    return read;
}

std::unique_ptr<Connection> Store::open_reader() const {
    return std::make_unique<Connection>(path_, Access::reading);
}

Store::Borrowed::Borrowed(Store& from) : store(from) {
    connection = store.readers_.with([](auto& idle) -> std::unique_ptr<Connection> {
        if (idle.empty()) return nullptr;
        auto last = std::move(idle.back());
        idle.pop_back();
        return last;
    });
    if (!connection) connection = store.open_reader();
}

Store::Borrowed::~Borrowed() {
    store.readers_.with([&](auto& idle) { idle.push_back(std::move(connection)); });
}

}  // namespace rollcall::db::sqlite
