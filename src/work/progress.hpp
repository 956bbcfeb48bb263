// What a running job tells of itself, by its queue.
#pragma once

#include <cstdint>

#include "queue/queue.hpp"
#include "sheet/reader.hpp"
#include "work/attempt.hpp"

namespace rollcall::work {

// Used by the worker's thread. The percentage is made of committed work and never goes back.
class Progress {
public:
    Progress(queue::Queue& queue, Attempt& attempt);

    void stage(queue::Stage stage);
    // The reader's place as a chunk was committed.
    void committed(const sheet::Position& position);
    // Rows of the report that are written; told at every whole per cent.
    void report_rows(std::uint64_t done, std::uint64_t total);

private:
    void tell(bool advanced);

    queue::Queue& queue_;
    Attempt& attempt_;
    queue::Stage stage_ = queue::Stage::initialization;
    std::uint32_t percent_;
};

}  // namespace rollcall::work
