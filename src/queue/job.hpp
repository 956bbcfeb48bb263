// A job: the record of one upload on its way through the queue.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/mode.hpp"

namespace rollcall::queue {

// Spelled as on the wire. `paused` is `waiting` in a paused queue: shown, never stored.
enum class JobState : std::uint8_t {
    waiting,
    delayed,
    active,
    completed,
    failed,
    cancelled,
    paused,
};

inline constexpr std::array<std::string_view, 7>
    job_state_names{"waiting", "delayed", "active", "completed", "failed", "cancelled", "paused"};

constexpr std::string_view to_string(JobState state) {
    return job_state_names[static_cast<std::size_t>(state)];
}
std::optional<JobState> parse_job_state(std::string_view name);

constexpr bool is_final(JobState state) {
    return state == JobState::completed || state == JobState::failed ||
           state == JobState::cancelled;
}

// Where a running job is (members.md 8), spelled as on the wire.
enum class Stage : std::uint8_t {
    initialization,
    file_reading,
    validation,
    database_operations,
    iec_verification,
    report_generation,
    completion,
};
inline constexpr std::array<std::string_view, 7> stage_names{
    "initialization",
    "file_reading",
    "validation",
    "database_operations",
    "iec_verification",
    "report_generation",
    "completion"};
constexpr std::string_view to_string(Stage stage) {
    return stage_names[static_cast<std::size_t>(stage)];
}

// What an active job waits for outside itself: it uses up no attempt meanwhile.
enum class WaitingFor : std::uint8_t { nothing, database, disk, verification };
inline constexpr std::array<std::string_view, 4> waiting_for_names{
    "",
    "database",
    "disk",
    "verification"};
constexpr std::string_view to_string(WaitingFor what) {
    return waiting_for_names[static_cast<std::size_t>(what)];
}

// Who uploaded, as the token said at upload.
struct Owner {
    std::string user_id;
    std::string email;
    std::string role;           // super_admin, national_admin, province_admin, municipality_admin
    std::string province_code;  // empty: none
    std::string municipality_code;  // empty: none
};

// Why a job, or one of its attempts, ended badly: code as on the wire ("FILE_CORRUPT").
struct Reason {
    std::string code;
    std::string message;
};

struct Job {
    JobId id;
    Owner owner;
    std::string file_name;  // as people see it; never a path
    std::uint64_t file_size = 0;
    std::string file_sha256;
    Mode mode = Mode::upsert;
    bool dry_run = false;
    int priority = 0;  // 1 is the most urgent

    JobState state = JobState::waiting;
    Stage stage = Stage::initialization;
    WaitingFor waiting_for = WaitingFor::nothing;
    std::uint32_t progress = 0;  // per cent; never goes back
    bool cancel_requested = false;
    std::uint32_t attempts_made = 0;  // failed ones
    std::uint32_t attempts_max = 2;
    std::uint32_t stalls = 0;  // crashes in a row without a newly committed chunk
    std::uint64_t epoch = 0;   // of the last lease
    std::uint64_t seq = 0;     // grows with every change that is shown

    Instant created_at{};
    Instant queued_at{};            // when it last came into the queue, or was due
    std::optional<Instant> run_at;  // delayed until then
    std::optional<Instant> started_at;
    std::optional<Instant> finished_at;
    std::optional<Reason> error;        // the last
    std::optional<Reason> first_error;  // the first
    std::string message;                // how it ended, for people ("completed: no row was loaded")
    std::string report_name;            // empty: none yet
    std::string processed_by;           // who ran it, if not we: "bull"
};

}  // namespace rollcall::queue
