// Commits a chunk while the next is read and judged: the database's time and ours overlap.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <optional>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "check/chunk.hpp"
#include "load/loader.hpp"
#include "sheet/reader.hpp"

namespace rollcall::work {

// One chunk at a time is in the load's hands, on a thread of its own; nobody else may use the load
// until `settle` has returned. Used by one thread.
class Appender {
public:
    // Where a chunk is committed: beside whoever hands it over, or before that returns, for who
    // must have all happen in one order.
    enum class Pace : std::uint8_t { ahead, in_step };

    // What became of the chunk that was handed over last.
    struct Committed {
        std::uint64_t rows = 0;
        std::chrono::milliseconds took{0};
        sheet::Position position;
    };

    // Load and clock outlive it.
    Appender(load::Load& load, const Clock& clock, Pace pace = Pace::ahead)
        : load_(load), clock_(clock), pace_(pace) {}
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;
    // Waits for the chunk in flight; whoever wants to know of it settles before.
    ~Appender() = default;

    // Needs: settled. Takes the chunk's rows and leaves it empty. `position`: the reader's place.
    void hand_over(check::Chunk& chunk, const sheet::Position& position);

    // Waits for the chunk in flight; nothing: there was none. Refuses and throws as Load::append.
    Result<std::optional<Committed>> settle();

private:
    Result<std::optional<Committed>> append(const sheet::Position& position);

    load::Load& load_;
    const Clock& clock_;
    const Pace pace_;
    check::Chunk chunk_;
    std::future<Result<std::optional<Committed>>> in_flight_;  // goes first: it uses the others
};

}  // namespace rollcall::work
