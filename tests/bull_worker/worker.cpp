#include "tests/bull_worker/worker.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "db/redis/redis.hpp"
#include "queue/bull/board.hpp"
#include "tests/bull_worker/handler.hpp"

namespace rollcall::bull_worker {

using db::redis::Connection;
using db::redis::RedisFailure;
using queue::bull::Answer;
using queue::bull::Ending;
using queue::bull::Entry;

namespace {

// How long who lost Redis, or has nothing to tend, waits.
constexpr Milliseconds pause{10};
constexpr Milliseconds patience{1'000};

void wait_for(const std::stop_token& stop, Milliseconds time) {
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

Worker::Worker(
    queue::bull::Board& board,
    const Flags& flags,
    std::uint32_t concurrency,
    Report report
)
    : board_(board), flags_(flags), report_(std::move(report)) {
    for (std::uint32_t n = 0; n < concurrency; ++n)
        threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
    threads_.emplace_back([this](const std::stop_token& stop) { tend(stop); });
}

Worker::~Worker() {
    for (auto& thread : threads_)
        thread.request_stop();
    gate_.stop();
    threads_.clear();
}

void Worker::run(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            run_jobs(stop);
        } catch (const RedisFailure&) {
            wait_for(stop, pause);
        }
    }
}

void Worker::run_jobs(const std::stop_token& stop) {
    Connection connection(flags_.redis);
    connection.name(board_.keys().worker_name());
    while (!stop.stop_requested()) {
        auto entry = next(connection);
        while (entry)
            entry = work(*entry, stop);
    }
}

std::optional<Entry> Worker::next(Connection& connection) {
    auto started = board_.fetch(1);
    if (!started.entries.empty()) return std::move(started.entries.front());
    const auto id = board_.wait(connection, patience);
    return id ? board_.start(*id) : std::nullopt;
}

std::optional<Entry> Worker::work(const Entry& entry, const std::stop_token& stop) {
    running_.with([&](auto& running) { running.insert(entry.id); });
    report_("started", entry.id);
    const auto handled = handle(board_, entry, gate_);
    // Before the end is told: who takes the job up then holds it by a lock of the same token.
    running_.with([&](auto& running) { running.erase(entry.id); });
    return end(entry, handled, !stop.stop_requested() && !flags_.board.limiter);
}

std::optional<Entry> Worker::end(const Entry& entry, const Handled& handled, bool fetch) {
    if (!handled.completed) {
        const auto failed = board_.fail(entry, handled.mishap);
        report_(failed.answer == Answer::done ? "failed" : "lost", entry.id);
        return std::nullopt;
    }
    const Ending ending{
        .id = entry.id,
        .value = handled.value,
        .tells_value = handled.tells_value,
        .keep = entry.options.keep_completed(),
        .stacktrace = {}};
    auto finished = board_.finish({&ending, 1}, fetch ? 1 : 0);
    report_(finished.answers.front() == Answer::done ? "completed" : "lost", entry.id);
    auto& entries = finished.started.entries;
    return entries.empty() ? std::nullopt : std::optional(std::move(entries.front()));
}

void Worker::tend(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
        try {
            tend_once();
        } catch (const RedisFailure&) {
            // Redis is away: the next round finds out whether still.
        }
        wait_for(stop, pause);
    }
}

void Worker::tend_once() {
    const auto running = running_.with([](const auto& ids) {
        return std::vector<std::string>(ids.begin(), ids.end());
    });
    if (!running.empty()) (void)board_.extend(running);
    (void)board_.sweep();
    (void)board_.settle();
    (void)board_.recover(flags_.stalled_interval, flags_.stalls_max);
}

}  // namespace rollcall::bull_worker
