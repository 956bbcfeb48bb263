#include "tests/sim/chronicle.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "base/ids.hpp"
#include "load/tally.hpp"
#include "queue/queue.hpp"
#include "tests/sim/sightings.hpp"

namespace rollcall::sim {
namespace {

constexpr std::size_t complaints_max = 20;

}  // namespace

std::string table_of(const Sightings& sightings) {
    std::string table;
    for (std::size_t i = 0; i < sighting_names.size(); ++i) {
        table += fmt::format("{:>8} {}\n", sightings.counts[i], sighting_names[i]);
    }
    return table;
}

void Chronicle::tell(std::string_view who, std::string_view what) {
    const auto passed = (clock_.now() - began_).count();
    journal_.push_back(fmt::format("{:>8} ms {}: {}", passed, who, what));
}

void Chronicle::complain(const std::string& what) {
    tell("BROKEN", what);
    if (complaints_.size() < complaints_max) complaints_.push_back(what);
}

void Chronicle::committed(const Commit& commit) {
    const auto& request = request_of(commit.fence.job);
    auto& outcomes = outcomes_[commit.fence.job];
    if (commit.first_ordinal != outcomes.size()) {
        complain(fmt::format(
            "{}: rows from {} on were committed after {} rows had been",
            commit.fence.job.text(),
            commit.first_ordinal,
            outcomes.size()
        ));
    }
    if (ended_.contains(commit.fence.job)) {
        complain(commit.fence.job.text() + ": rows were committed after its end");
    }
    const auto end = commit.first_ordinal + commit.rows;
    if (end > request.file->rows.size()) {
        complain(commit.fence.job.text() + ": more rows were committed than the file has");
    }
    for (auto i = commit.first_ordinal; i < std::min(end, request.file->rows.size()); ++i) {
        const auto outcome =
            model_.apply(request.file->rows[i], {.mode = request.mode, .dry_run = request.dry_run});
        if (outcome == load::Outcome::updated) saw(Sighting::updated_member);
        outcomes.push_back(outcome);
    }
    if (request.dry_run) saw(Sighting::dry_run);
    const auto heard = chunks_since_cancel_.find({commit.fence.job, commit.fence.epoch});
    // The commit that was on its way when the attempt heard.
    if (heard != chunks_since_cancel_.end() && ++heard->second > 1) {
        complain(commit.fence.job.text() + ": went on loading after it had heard of a cancel");
    }
}

void Chronicle::claimed(const queue::Lease& lease) {
    const auto [held, is_first] = held_.try_emplace(lease.job.id, is_calm_);
    if (!is_first) {
        saw(Sighting::takeover);
        if (held->second) complain(lease.job.id.text() + ": a worker that was well lost its lease");
        held->second = is_calm_;
    }
    epochs_[lease.job.id] = lease.epoch;
}

void Chronicle::let_go(const queue::Fence& fence) {
    held_.erase(fence.job);
    if (fence.epoch != epochs_[fence.job]) {
        complain(fence.job.text() + ": a stale attempt decided of it");
    }
}

void Chronicle::retried(const JobId& job) {
    saw(Sighting::retry);
    cancels_.erase(job);
    ended_.erase(job);
}

void Chronicle::attempt_heard(const queue::Fence& fence) {
    if (cancels_.contains(fence.job)) chunks_since_cancel_.try_emplace({fence.job, fence.epoch}, 0);
}

}  // namespace rollcall::sim
