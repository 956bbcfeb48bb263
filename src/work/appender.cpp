#include "work/appender.hpp"

#include <utility>

#include "base/assert.hpp"

namespace rollcall::work {

void Appender::hand_over(check::Chunk& chunk, const sheet::Position& position) {
    ROLLCALL_ASSERT(!in_flight_.valid());
    chunk_.clear();
    std::swap(chunk_, chunk);
    const auto policy = pace_ == Pace::ahead ? std::launch::async : std::launch::deferred;
    in_flight_ = std::async(policy, [this, position] { return append(position); });
    // Deferred work is done by whoever waits for it.
    if (pace_ == Pace::in_step) in_flight_.wait();
}

Result<std::optional<Appender::Committed>> Appender::settle() {
    if (!in_flight_.valid()) return std::nullopt;
    return in_flight_.get();
}

Result<std::optional<Appender::Committed>> Appender::append(const sheet::Position& position) {
    const auto before = clock_.steady();
    if (const auto done = load_.append(chunk_); !done) return std::unexpected(done.error());
    const auto took =
        std::chrono::duration_cast<std::chrono::milliseconds>(clock_.steady() - before);
    return Committed{chunk_.rows.size(), took, position};
}

}  // namespace rollcall::work
