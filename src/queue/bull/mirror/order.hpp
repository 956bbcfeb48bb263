// What a Bull producer asks for, read strictly.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"
#include "queue/retry_policy.hpp"

namespace rollcall::queue::bull::mirror {

// A job's hash as Redis has it.
using Fields = std::map<std::string, std::string>;

struct Order {
    std::optional<JobId> job_id;  // as the payload names it, where that may be a job's
    std::string file_name;
    Owner owner;
    std::string file_id;    // SHA-256 of a stored file
    std::string file_path;  // or where it lies
    int priority = 0;
    std::uint32_t attempts = 1;  // that are left
    Instant added{};             // by its producer's clock
    std::optional<Instant> run_at;
    std::chrono::milliseconds timeout{0};  // of one run; 0: none
    std::optional<Backoff> backoff;        // before the next attempt; nothing: ours
    bool force = false;                    // although the same bytes were uploaded lately
    bool is_repeated = false;              // it is a run of a job that comes again and again
};

// Refuses with validation_error, naming the field, what cannot be run: the whole producer's fault.
Result<Order> read_order(const Fields& hash);

}  // namespace rollcall::queue::bull::mirror
