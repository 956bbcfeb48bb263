// What is written in SQL of a job that a Bull worker has.
#pragma once

#include <optional>
#include <string_view>

#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/sql_queue.hpp"

namespace rollcall::queue::bull::mirror {

// Who asks, in the audit, and who runs it, in the job.
inline constexpr std::string_view bull = "bull";

// Each verb says whether the job was still as the caller thought; if not, nothing was done.
class Elsewhere {
public:
    explicit Elsewhere(sql::SqlQueue& queue) : queue_(queue) {}

    // A Bull worker has it in hand: active, whatever it was, and not run here.
    bool take(const Job& job);
    bool hand_over(const Fence& fence);
    bool keep(const Fence& fence);
    bool take_back(const Fence& fence);

    // How it ended there. A job that was not taken yet is taken first.
    bool completed(const Job& job);
    bool failed(const Job& job, std::string_view reason);
    bool put_off(const Job& job, std::string_view reason);
    bool lost(const Job& job);
    // Somebody cancelled it: it ends here, and in Redis, where its worker is refused when it comes.
    bool cancelled(const Job& job);
    // The job of this lease was taken out of Redis before it was claimed.
    bool removed(const Fence& fence);

private:
    std::optional<Fence> held(const Job& job);

    sql::SqlQueue& queue_;
};

}  // namespace rollcall::queue::bull::mirror
