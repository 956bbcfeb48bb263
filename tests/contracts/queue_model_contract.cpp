// Random operations, the same ones to a real queue and to the model: both must always tell the
// same.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/core.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/contracts/queue_contract.hpp"
#include "tests/contracts/queue_model.hpp"

namespace rollcall::queue {
namespace {

constexpr int steps = 3'000;
constexpr int steps_between_looks = 40;

QueueSettings small_queue() {
    QueueSettings settings;
    settings.limits.jobs_per_user = 15;
    settings.limits.jobs = 35;
    return settings;
}

template <class T>
std::string outcome(const Result<T>& result) {
    return result ? "done" : std::string(to_string(result.error().code));
}

std::string outcome(const std::optional<Errc>& refused) {
    return refused ? std::string(to_string(*refused)) : "done";
}

std::string describe(const Counts& counts) {
    return fmt::format(
        "{} {} {} {} {} {} {}",
        counts.waiting,
        counts.active,
        counts.completed,
        counts.failed,
        counts.delayed,
        counts.paused,
        counts.cancelled
    );
}

class QueueModelled : public testing::TestWithParam<std::tuple<QueueImplementation, unsigned>>,
                      public QueueTalk {
public:
    QueueModelled()
        : QueueTalk(std::get<0>(GetParam()), small_queue()),
          random_(std::get<1>(GetParam())),
          model_(small_queue().limits, small_queue().retries) {}

protected:
    void SetUp() override {
        if (!has_house()) GTEST_SKIP() << no_server;
    }

    using Operation = void (QueueModelled::*)();

    void step() { (this->*operations[below(operations.size())])(); }

    // Every job, every count, every position.
    void look() {
        EXPECT_EQ(describe(queue().counts({})), describe(model_.counts()));
        ListQuery query;
        query.limit = 1'000;
        std::string real;
        for (const auto& job : queue().list(query).jobs)
            real += shown(job);
        std::string modelled;
        for (auto entry = model_.entries().rbegin(); entry != model_.entries().rend(); ++entry)
            modelled += shown(*entry);
        EXPECT_EQ(real, modelled);
        std::uint64_t position = 0;
        for (const auto& id : model_.order(now())) {
            EXPECT_EQ(queue().position(JobId::parse(id).value())->position, ++position);
        }
    }

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }

    void add() {
        constexpr std::array priorities{1, 3, 5, 10};
        auto job = new_job(++added_, priorities[below(4)]);
        job.owner.user_id = "user-" + std::to_string(below(3));
        job.attempts_max = static_cast<std::uint32_t>(1 + below(3));
        if (below(4) == 0) job.run_at = now() + milliseconds{below(120'000)};
        EXPECT_EQ(outcome(queue().add(job)), outcome(model_.add(job, now())));
        if (queue().find(job.id)) ids_.push_back(job.id);
    }
    void claim() {
        const auto lease = queue().claim("worker-1", test_lease);
        EXPECT_EQ(lease ? lease->job.id.text() : "", model_.claim(now(), test_lease));
        if (lease) fences_.push_back(fence_of(*lease));
    }
    void renew() {
        const auto fence = some_fence();
        const auto modelled = model_.renew(fence, now() + test_lease);
        EXPECT_EQ(outcome(queue().renew(fence, test_lease)), outcome(modelled));
    }
    void note() {
        const auto fence = some_fence();
        const Note note{
            .stage = Stage::validation,
            .progress = static_cast<std::uint32_t>(below(100)),
            .advanced = below(2) == 0};
        EXPECT_EQ(outcome(queue().note(fence, note)), outcome(model_.note(fence, note)));
    }
    void complete() {
        const auto fence = some_fence();
        EXPECT_EQ(outcome(queue().complete(fence, {})), outcome(model_.complete(fence, now())));
    }
    void fail() {
        const auto fence = some_fence();
        const bool retry = below(3) > 0;
        const auto modelled = model_.fail(fence, now(), retry);
        EXPECT_EQ(outcome(queue().fail(fence, {"X", "x"}, retry)), outcome(modelled));
    }
    void end_cancelled() {
        const auto fence = some_fence();
        const auto modelled = model_.end_cancelled(fence, now());
        EXPECT_EQ(outcome(queue().end_cancelled(fence, "x")), outcome(modelled));
    }
    void give_back() {
        const auto fence = some_fence();
        EXPECT_EQ(outcome(queue().give_back(fence)), outcome(model_.give_back(fence)));
    }
    void retry() {
        const auto id = some_id();
        EXPECT_EQ(outcome(queue().retry(id, "admin-1")), outcome(model_.retry(id, now())));
    }
    void cancel() {
        const auto id = some_id();
        EXPECT_EQ(outcome(queue().cancel(id, "user-1")), outcome(model_.cancel(id, now())));
    }
    void pause() {
        const bool paused = below(4) == 0;
        paused ? queue().pause("admin-1") : queue().resume("admin-1");
        model_.pause(paused);
    }
    void sweep() {
        queue().sweep();
        model_.sweep(now());
    }
    void restart() {
        if (below(10) > 0) return;
        house().reopen();
        queue().take_back_all();
        model_.take_back(Instant::max(), now());
    }
    void clean() {
        const auto before = now() - minutes{5};
        std::vector<std::string> removed;
        for (const auto& job : queue().clean(before, 5, "admin-1").removed)
            removed.push_back(job.id.text());
        std::ranges::sort(removed);
        EXPECT_EQ(removed, model_.clean(before, 5));
    }
    void wait() { pass(milliseconds{below(20'000)}); }

    // Mostly the last few, so that verbs meet jobs that still run.
    Fence some_fence() {
        if (fences_.empty()) return {.job = job_id(999'999), .epoch = 1};
        return fences_[fences_.size() - 1 - below(std::min<std::size_t>(fences_.size(), 6))];
    }
    JobId some_id() {
        if (ids_.empty()) return job_id(999'999);
        return ids_[ids_.size() - 1 - below(std::min<std::size_t>(ids_.size(), 40))];
    }

    static std::string
    shown(const JobId& id, JobState state, std::initializer_list<std::uint64_t> counts) {
        return fmt::format("{} {} {}\n", id.text(), to_string(state), fmt::join(counts, " "));
    }
    static std::string shown(const Job& job) {
        return shown(
            job.id,
            job.state,
            {job.epoch,
             job.attempts_made,
             job.attempts_max,
             job.stalls,
             job.progress,
             job.cancel_requested}
        );
    }
    std::string shown(const QueueModel::Entry& entry) const {
        return shown(
            entry.id,
            model_.shown_state(entry),
            {entry.epoch,
             entry.attempts_made,
             entry.attempts_max,
             entry.stalls,
             entry.progress,
             entry.cancel_requested}
        );
    }

    // As often as it stands here.
    static constexpr std::array<Operation, 24> operations{
        &QueueModelled::add,           &QueueModelled::add,       &QueueModelled::add,
        &QueueModelled::add,           &QueueModelled::add,       &QueueModelled::claim,
        &QueueModelled::claim,         &QueueModelled::claim,     &QueueModelled::claim,
        &QueueModelled::renew,         &QueueModelled::note,      &QueueModelled::complete,
        &QueueModelled::complete,      &QueueModelled::fail,      &QueueModelled::fail,
        &QueueModelled::end_cancelled, &QueueModelled::give_back, &QueueModelled::retry,
        &QueueModelled::cancel,        &QueueModelled::pause,     &QueueModelled::sweep,
        &QueueModelled::restart,       &QueueModelled::clean,     &QueueModelled::wait,
    };

    std::mt19937 random_;
    QueueModel model_;
    std::uint64_t added_ = 0;
    std::vector<JobId> ids_;
    std::vector<Fence> fences_;
};

TEST_P(QueueModelled, DoesWhatTheModelDoes) {
    for (int i = 0; i < steps && !HasFailure(); ++i) {
        SCOPED_TRACE(fmt::format("step {}", i));
        step();
        if (i % steps_between_looks == 0) look();
    }
    look();
}

std::string seeded_name(const testing::TestParamInfo<QueueModelled::ParamType>& info) {
    return fmt::format("{}_seed_{}", std::get<0>(info.param).name, std::get<1>(info.param));
}

INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueModelled,
    testing::Combine(testing::ValuesIn(queue_implementations()), testing::Values(1U, 2U, 3U, 4U)),
    seeded_name
);

}  // namespace
}  // namespace rollcall::queue
