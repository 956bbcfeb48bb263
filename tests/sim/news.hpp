// Who follows every job, as the live feed does: an event is a hint to look, and what is seen must
// never go back, nor an end be told twice.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "base/ids.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/sim/chronicle.hpp"

namespace rollcall::sim {

class News {
public:
    explicit News(Chronicle& chronicle) : chronicle_(chronicle) {}

    // Hears of what this process does; looks by its queue.
    event::Bus::Subscription follow(event::Bus& bus, queue::Queue& queue);
    // Complains of an end that nobody was told of.
    void check_end(const queue::Job& job);

private:
    struct Seen {
        std::uint64_t seq = 0;
        std::uint32_t progress = 0;
        std::uint64_t ended_at_seq = 0;  // of the end that was told last
    };
    void hear(const event::Event& event, queue::Queue& queue);
    void look(const queue::Job& job, bool tells_an_end);

    Chronicle& chronicle_;
    std::map<JobId, Seen> seen_;
};

}  // namespace rollcall::sim
