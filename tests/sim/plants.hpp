// Faults of the program itself, as somebody could make them: each is hidden between the storm and
// the real stores, and the checker must find it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "event/bus.hpp"
#include "load/loader.hpp"
#include "queue/queue.hpp"

namespace rollcall::sim {

enum class Plant : std::uint8_t {
    none,
    commit_without_fence,      // a stale attempt's chunk is taken
    cursor_one_row_behind,     // an attempt begins with the last committed row
    append_again_when_unsure,  // a commit whose answer was lost is sent once more
    rows_before_their_ledger,  // members first, the ledger in a second transaction
    end_told_twice,            // two events of one end
    cancel_forgotten,          // answered, and not done
    cancel_unheard,            // done, and kept from the worker
    progress_goes_back,
    key_ignored,      // an Idempotency-Key is not looked at
    lease_for_ever,   // a dead worker's job is never taken back
    stale_end_taken,  // whoever lost the lease may still end the job
};

inline constexpr std::array<std::string_view, 12> plant_names{
    "none",
    "commit_without_fence",
    "cursor_one_row_behind",
    "append_again_when_unsure",
    "rows_before_their_ledger",
    "end_told_twice",
    "cancel_forgotten",
    "cancel_unheard",
    "progress_goes_back",
    "key_ignored",
    "lease_for_ever",
    "stale_end_taken",
};
static_assert(static_cast<std::size_t>(Plant::stale_end_taken) + 1 == plant_names.size());

constexpr std::string_view to_string(Plant plant) {
    return plant_names[static_cast<std::size_t>(plant)];
}

// What is real outlives what is planted in it; so does the bus.
struct PlantedQueue {
    queue::Queue& real;
    event::Bus& bus;
    Plant plant;
};
std::unique_ptr<queue::Queue> plant_in_store(const PlantedQueue& planted);
std::unique_ptr<load::Loader> plant_in_store(load::Loader& real, Plant plant);

// Those of a worker, which hears no more than what the network lets through.
std::unique_ptr<queue::Queue> plant_in_worker(queue::Queue& real, Plant plant);
std::unique_ptr<load::Loader> plant_in_worker(load::Loader& real, Plant plant);

}  // namespace rollcall::sim
