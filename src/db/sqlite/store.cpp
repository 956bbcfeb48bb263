#include "db/sqlite/store.hpp"

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
