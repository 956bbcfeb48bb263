#include "tests/sim/observed.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "check/chunk.hpp"
#include "load/loader.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/sim/chronicle.hpp"
#include "tests/sim/sightings.hpp"

namespace rollcall::sim {

using queue::Fence;
using queue::Job;

Result<queue::Added> ObservedQueue::add(const queue::NewJob& job) {
    auto added = WrappedQueue::add(job);
    if (added && added->replayed) chronicle_.saw(Sighting::replayed_request);
    if (added && !added->replayed && job.force) chronicle_.saw(Sighting::forced_duplicate);
    if (!added && added.error().code == Errc::conflict) chronicle_.saw(Sighting::refused_duplicate);
    return added;
}

std::optional<queue::Lease> ObservedQueue::claim(std::string_view worker, Milliseconds lease) {
    auto claimed = WrappedQueue::claim(worker, lease);
    if (claimed) chronicle_.claimed(*claimed);
    return claimed;
}

Result<void> ObservedQueue::note(const Fence& fence, const queue::Note& note) {
    auto noted = WrappedQueue::note(fence, note);
    if (!noted) return noted;
    if (note.waiting_for == queue::WaitingFor::database) {
        chronicle_.saw(Sighting::waited_for_database);
    }
    if (note.waiting_for == queue::WaitingFor::disk) chronicle_.saw(Sighting::waited_for_disk);
    return noted;
}

template <class Verdict>
Verdict ObservedQueue::ended(const Fence& fence, Verdict verdict) {
    if (verdict) {
        chronicle_.let_go(fence);
    } else {
        chronicle_.saw(Sighting::fenced_end);
    }
    return verdict;
}

Result<void> ObservedQueue::complete(const Fence& fence, const queue::Completion& completion) {
    auto done = ended(fence, WrappedQueue::complete(fence, completion));
    if (done) chronicle_.ended(fence.job);
    return done;
}

Result<Job> ObservedQueue::fail(const Fence& fence, const queue::Reason& reason, bool retry) {
    auto failed = ended(fence, WrappedQueue::fail(fence, reason, retry));
    if (!failed) return failed;
    if (failed->state == queue::JobState::failed) chronicle_.ended(fence.job);
    chronicle_.saw(Sighting::failed_attempt);
    if (reason.code == to_string(Errc::job_timeout)) chronicle_.saw(Sighting::timed_out);
    if (reason.code == to_string(Errc::reader_crashed)) chronicle_.saw(Sighting::crashed_reader);
    return failed;
}

Result<void> ObservedQueue::end_cancelled(const Fence& fence, std::string_view message) {
    auto done = ended(fence, WrappedQueue::end_cancelled(fence, message));
    if (!done) return done;
    chronicle_.ended(fence.job);
    chronicle_.saw(Sighting::cancel_heard);
    return done;
}

Result<void> ObservedQueue::give_back(const Fence& fence) {
    auto given = ended(fence, WrappedQueue::give_back(fence));
    if (given) chronicle_.saw(Sighting::graceful_stop);
    return given;
}

Result<Job> ObservedQueue::retry(const JobId& id, const queue::Asker& by) {
    auto retried = WrappedQueue::retry(id, by);
    if (retried) chronicle_.retried(id);
    return retried;
}

Result<Job> ObservedQueue::cancel(const JobId& id, const queue::Asker& by) {
    auto cancelled = WrappedQueue::cancel(id, by);
    if (!cancelled) return cancelled;
    const bool is_running = cancelled->state == queue::JobState::active;
    chronicle_.saw(is_running ? Sighting::cancel_in_flight : Sighting::cancel_while_waiting);
    chronicle_.cancel_asked(id);
    if (!is_running) chronicle_.ended(id);
    return cancelled;
}

queue::Swept ObservedQueue::sweep() {
    auto swept = WrappedQueue::sweep();
    for (const auto& job : swept.stalled_out)
        chronicle_.ended(job);
    return swept;
}

queue::Cleaned ObservedQueue::clean(Instant before, std::uint32_t limit, const queue::Asker& by) {
    auto cleaned = WrappedQueue::clean(before, limit, by);
    for (const auto& job : cleaned.removed) {
        chronicle_.saw(Sighting::cleaned);
        chronicle_.removed(job.id);
    }
    return cleaned;
}

std::optional<queue::Lease> HearingQueue::claim(std::string_view worker, Milliseconds lease) {
    auto claimed = WrappedQueue::claim(worker, lease);
    if (claimed) chronicle_.attempt_heard({.job = claimed->job.id, .epoch = claimed->epoch});
    return claimed;
}

Result<queue::Renewal> HearingQueue::renew(const Fence& fence, Milliseconds lease) {
    auto renewed = WrappedQueue::renew(fence, lease);
    if (renewed) chronicle_.attempt_heard(fence);
    return renewed;
}

class ObservedLoader::ObservedLoad final : public load::Load {
public:
    ObservedLoad(std::unique_ptr<load::Load> real, Fence fence, Chronicle& chronicle)
        : real_(std::move(real)), fence_(std::move(fence)), chronicle_(chronicle) {}

    const load::Cursor& cursor() const override { return real_->cursor(); }

    Result<void> append(check::Chunk& chunk) override {
        const auto first = real_->cursor().rows_done;
        const auto rows = chunk.rows.size();
        auto done = real_->append(chunk);
        const auto where = fmt::format("{} rows {} to {}", fence_.job.text(), first, first + rows);
        if (done) {
            chronicle_.tell("store", where + " committed");
            chronicle_.committed({.fence = fence_, .first_ordinal = first, .rows = rows});
        } else {
            chronicle_.tell("store", where + " refused: " + done.error().message);
            chronicle_.saw(Sighting::fenced_commit);
        }
        return done;
    }
    Result<void> note_facts(const std::string& facts_json) override {
        return real_->note_facts(facts_json);
    }

private:
    std::unique_ptr<load::Load> real_;
    Fence fence_;
    Chronicle& chronicle_;
};

Result<std::unique_ptr<load::Load>> ObservedLoader::begin(const load::Plan& plan) {
    auto load = real_.begin(plan);
    if (!load) {
        chronicle_.saw(Sighting::fenced_begin);
        return load;
    }
    if ((*load)->cursor().rows_done > 0) chronicle_.saw(Sighting::resumed_in_the_middle);
    Fence fence{.job = plan.job, .epoch = plan.epoch};
    return std::make_unique<ObservedLoad>(*std::move(load), std::move(fence), chronicle_);
}

}  // namespace rollcall::sim
