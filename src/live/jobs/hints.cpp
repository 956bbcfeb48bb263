#include "live/jobs/hints.hpp"

#include <cstddef>
#include <functional>
#include <utility>
#include <variant>

#include "base/ids.hpp"
#include "event/bus.hpp"
#include "live/loop.hpp"

namespace rollcall::live::jobs {

Hints::Hints(std::size_t jobs_max, Loop& loop, event::Bus& bus, std::function<void(Batch)> hear)
    : jobs_max_(jobs_max),
      loop_(loop),
      hear_(std::move(hear)),
      subscription_(bus.subscribe([this](const event::Event& event) { note(event); })) {}

void Hints::note(const event::Event& event) {
    const bool must_post = noted_.with([&](Noted& noted) {
        if (const auto* job = event::job_of(event)) {
            note_job(noted, *job, std::holds_alternative<event::JobChanged>(event));
        } else {
            noted.batch.overflowed = true;
        }
        return !std::exchange(noted.is_posted, true);
    });
    if (must_post) loop_.post([this] { deliver(); });
}

void Hints::note_job(Noted& noted, const JobId& job, bool changed) const {
    auto& jobs = noted.batch.jobs;
    const auto known = jobs.find(job);
    if (known != jobs.end()) {
        known->second = known->second || changed;
    } else if (jobs.size() < jobs_max_) {
        jobs.emplace(job, changed);
    } else {
        noted.batch.overflowed = true;
    }
}

void Hints::deliver() {
    hear_(noted_.with([](Noted& noted) {
        noted.is_posted = false;
        return std::exchange(noted.batch, {});
    }));
}

}  // namespace rollcall::live::jobs
