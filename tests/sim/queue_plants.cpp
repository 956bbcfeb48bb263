#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/sim/crossing.hpp"
#include "tests/sim/plants.hpp"
#include "tests/support/wrapped_queue.hpp"

namespace rollcall::sim {
namespace {

using queue::Fence;
using queue::Job;

constexpr std::int64_t for_ever = 1'000'000;

class StorePlants final : public queue::WrappedQueue<Straight> {
public:
    explicit StorePlants(const PlantedQueue& planted)
        : WrappedQueue(planted.real, Straight{}), bus_(planted.bus), plant_(planted.plant) {}

    Result<queue::Added> add(const queue::NewJob& job) override {
        auto asked = job;
        if (plant_ == Plant::key_ignored) asked.idempotency.reset();
        return WrappedQueue::add(asked);
    }

    std::optional<queue::Lease> claim(std::string_view worker, Milliseconds lease) override {
        return WrappedQueue::claim(
            worker, plant_ == Plant::lease_for_ever ? lease * for_ever : lease
        );
    }

    Result<void> complete(const Fence& fence, const queue::Completion& completion) override {
        auto done = WrappedQueue::complete(fence, completion);
        if (done && plant_ == Plant::end_told_twice) {
            bus_.publish(event::JobChanged{.job = fence.job, .state = "completed"});
        }
        if (done || plant_ != Plant::stale_end_taken) return done;
        return WrappedQueue::complete(newest(fence), completion);
    }

    Result<Job> fail(const Fence& fence, const queue::Reason& reason, bool retry) override {
        auto failed = WrappedQueue::fail(fence, reason, retry);
        if (failed || plant_ != Plant::stale_end_taken) return failed;
        return WrappedQueue::fail(newest(fence), reason, retry);
    }

    Result<Job> cancel(const JobId& id, const queue::Asker& by) override {
        if (plant_ != Plant::cancel_forgotten) return WrappedQueue::cancel(id, by);
        auto job = find(id);
        if (!job || queue::is_final(job->state)) return WrappedQueue::cancel(id, by);
        job->cancel_requested = true;
        return *std::move(job);
    }

    std::optional<Job> find(const JobId& id) override {
        auto job = WrappedQueue::find(id);
        if (job && plant_ == Plant::progress_goes_back && ++looks_ % 3 == 0) job->progress /= 2;
        return job;
    }

private:
    Fence newest(const Fence& fence) {
        const auto job = find(fence.job);
        return {.job = fence.job, .epoch = job ? job->epoch : fence.epoch};
    }

    event::Bus& bus_;
    Plant plant_;
    int looks_ = 0;
};

class WorkerPlants final : public queue::WrappedQueue<Straight> {
public:
    WorkerPlants(queue::Queue& real, Plant plant) : WrappedQueue(real, Straight{}), plant_(plant) {}

    std::optional<queue::Lease> claim(std::string_view worker, Milliseconds lease) override {
        auto claimed = WrappedQueue::claim(worker, lease);
        if (claimed && plant_ == Plant::cancel_unheard) claimed->job.cancel_requested = false;
        return claimed;
    }
    Result<queue::Renewal> renew(const Fence& fence, Milliseconds lease) override {
        auto renewed = WrappedQueue::renew(fence, lease);
        if (renewed && plant_ == Plant::cancel_unheard) renewed->cancel_requested = false;
        return renewed;
    }

private:
    Plant plant_;
};

}  // namespace

std::unique_ptr<queue::Queue> plant_in_store(const PlantedQueue& planted) {
    return std::make_unique<StorePlants>(planted);
}

std::unique_ptr<queue::Queue> plant_in_worker(queue::Queue& real, Plant plant) {
    return std::make_unique<WorkerPlants>(real, plant);
}

}  // namespace rollcall::sim
