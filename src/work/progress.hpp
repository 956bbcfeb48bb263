// What a running job tells of itself: to the queue (durable, for status) and as events (hints).
#pragma once

#include <cstdint>

#include "event/bus.hpp"
#include "queue/queue.hpp"
#include "sheet/reader.hpp"
#include "work/attempt.hpp"

namespace rollcall::work {

// Used by the worker's thread. The percentage is made of committed work and never goes back.
class Progress {
public:
    Progress(queue::Queue& queue, event::Bus& bus, Attempt& attempt);

    void stage(queue::Stage stage);
    void committed(std::uint64_t rows_done, const sheet::Position& position);
    // Rows of the report that are written; told at every whole per cent.
    void report_rows(std::uint64_t done, std::uint64_t total);

private:
    void tell(bool advanced);

    queue::Queue& queue_;
    event::Bus& bus_;
    Attempt& attempt_;
    queue::Stage stage_ = queue::Stage::initialization;
    std::uint32_t percent_;
    std::uint64_t rows_done_ = 0;
    std::uint64_t rows_total_ = 0;
};

}  // namespace rollcall::work
