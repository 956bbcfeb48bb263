// What a storm may show. A schedule that never shows something proves nothing of it, so each of
// these is counted, and asked for.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::sim {

enum class Sighting : std::uint8_t {
    kill,
    freeze,
    hung_worker,
    cut_off,
    clock_jump,
    graceful_stop,
    takeover,
    resumed_in_the_middle,
    fenced_begin,
    fenced_commit,
    fenced_end,
    unknown_accept,
    unknown_claim,
    unknown_commit,
    unknown_end,
    replayed_request,
    refused_duplicate,
    forced_duplicate,
    cancel_in_flight,
    cancel_heard,
    cancel_while_waiting,
    retry,
    failed_attempt,
    crashed_reader,
    timed_out,
    stalled_out,
    waited_for_database,
    waited_for_disk,
    pause,
    cleaned,
    dry_run,
    updated_member,
};

inline constexpr std::array<std::string_view, 32> sighting_names{
    "kill",
    "freeze",
    "hung worker",
    "cut off",
    "clock jump",
    "graceful stop",
    "takeover",
    "resumed in the middle",
    "fenced begin",
    "fenced commit",
    "fenced end",
    "unknown accept",
    "unknown claim",
    "unknown commit",
    "unknown end",
    "replayed request",
    "refused duplicate",
    "forced duplicate",
    "cancel in flight",
    "cancel heard",
    "cancel while waiting",
    "retry",
    "failed attempt",
    "crashed reader",
    "timed out",
    "stalled out",
    "waited for database",
    "waited for disk",
    "pause",
    "cleaned",
    "dry run",
    "updated member",
};
static_assert(static_cast<std::size_t>(Sighting::updated_member) + 1 == sighting_names.size());

struct Sightings {
    std::array<std::uint64_t, sighting_names.size()> counts{};

    std::uint64_t& of(Sighting sighting) { return counts[static_cast<std::size_t>(sighting)]; }
    Sightings& operator+=(const Sightings& other) {
        for (std::size_t i = 0; i < counts.size(); ++i)
            counts[i] += other.counts[i];
        return *this;
    }
};

// A line each, for people.
std::string table_of(const Sightings& sightings);

}  // namespace rollcall::sim
