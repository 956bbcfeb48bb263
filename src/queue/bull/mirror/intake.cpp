#include "queue/bull/mirror/intake.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/order.hpp"
#include "queue/bull/repeat/repeat.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

// A run of a repeated job can be removed in Redis by who repeats it until it is taken in.
constexpr std::chrono::seconds run_taken_before{30};

// Bull's own mark, which goes with the delay.
bool is_delayed(const Fields& hash) {
    const auto delay = hash.find("delay");
    return delay != hash.end() && delay->second != "0";
}

// Whether there may be room for it later.
bool passes(Errc code) {
    return code == Errc::rate_limit_exceeded || code == Errc::queue_full ||
           code == Errc::storage_full;
}

std::string derived_name(const std::string& bull_id, Instant added) {
    constexpr std::size_t hex_digits = 15;
    constexpr std::uint64_t bound = 1'000'000'000'000;
    const auto hash = sha256_hex(bull_id);
    std::uint64_t number = 0;
    std::from_chars(hash.data(), hash.data() + hex_digits, number, 16);
    return fmt::format("job-{}-{:012}", added.time_since_epoch().count(), number % bound);
}

NewJob new_job(const JobId& id, const Order& order, const Files::Stored& file) {
    NewJob job;
    job.id = id;
    job.owner = order.owner;
    job.file_name = order.file_name;
    job.file_size = file.size;
    job.file_sha256 = file.sha256;
    job.priority = order.priority;
    job.attempts_max = order.attempts;
    job.run_at = order.run_at;
    // Whoever asked for a repetition asked for each run of it.
    job.force = order.force || order.is_repeated;
    job.named_elsewhere = true;
    return job;
}

}  // namespace

void Intake::take_in(const std::string& bull_id) {
    const auto hash = parts_.survey.read(bull_id);
    const auto due = repeat::due_of(bull_id);
    // Another node was faster.
    if (hash.contains("rollcallSeq")) return;
    if (hash.empty() || (is_delayed(hash) && due > parts_.clock.now() + run_taken_before)) return;
    auto order = read_order(hash);
    if (order) {
        order->is_repeated = due.has_value();
        // As it stands there: a Bull worker that failed at it has put it off since it was added.
        if (const auto delayed_until = parts_.survey.due_of(bull_id)) order->run_at = delayed_until;
    }
    const auto taken = order ? add(bull_id, *order) : std::unexpected(order.error());
    if (taken) {
        log::info("bull", bull_id + ": taken in from a Bull producer");
    } else if (!passes(taken.error().code)) {
        log::warning("bull", bull_id + ": refused: " + std::string(to_string(taken.error().code)));
        parts_.canvas.refuse(bull_id, taken.error().message, parts_.clock.now());
    }
}

Result<void> Intake::add(const std::string& bull_id, const Order& order) {
    auto& files = parts_.files;
    const auto file =
        order.file_id.empty() ? files.take(order.file_path) : files.stored(order.file_id);
    if (!file) return std::unexpected(file.error());
    const auto id = name(bull_id, order);
    // Before the job: the relay must never know it by another name.
    parts_.mirrored.remember(
        {.id = id, .bull_id = bull_id, .timeout = order.timeout, .backoff = order.backoff}
    );
    const auto added = parts_.queue.add(new_job(id, order, *file));
    if (added) return {};
    parts_.mirrored.forget(id);
    return std::unexpected(added.error());
}

// Ours of it: the payload's, else Bull's own, where these are free and may be a job's, else one
// that each node comes to, whichever is first.
JobId Intake::name(const std::string& bull_id, const Order& order) {
    const auto free = [&](const JobId& id) {
        const auto known = parts_.mirrored.find(id.text());
        return !known || (known->bull_id == bull_id && !is_final(known->job.state));
    };
    // The payload is that of all runs.
    if (order.job_id && !order.is_repeated && free(*order.job_id)) return *order.job_id;
    auto of_bull = "bull-" + bull_id;
    std::ranges::replace(of_bull, ':', '-');
    for (const auto& text : {bull_id, of_bull, derived_name(bull_id, order.added)}) {
        if (const auto id = JobId::parse(text); id && free(*id)) return *id;
    }
    return JobId::make(parts_.clock.now());
}

}  // namespace rollcall::queue::bull::mirror
