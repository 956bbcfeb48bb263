// Clients that repeat and workers that give up, over a queue whose n-th call breaks: for every n,
// every job still ends, once, as it should.
#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <variant>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "event/bus.hpp"
#include "queue/job.hpp"
#include "queue/queue.hpp"
#include "tests/contracts/faulty_queue.hpp"
#include "tests/contracts/queue_contract.hpp"

namespace rollcall::queue {
namespace {

constexpr int rounds_max = 100;

// Three uploads by a client that repeats until it is answered: one ends well, one after a failed
// attempt, one is cancelled while it runs.
class Story {
public:
    Story(QueueTalk& talk, Queue& queue) : talk_(talk), queue_(queue) {
        subscription_ = talk.house().bus.subscribe([this](const event::Event& event) {
            const auto* changed = std::get_if<event::JobChanged>(&event);
            if (changed == nullptr) return;
            const auto state = parse_job_state(changed->state);
            if (state && is_final(*state)) ++ends_[changed->job];
        });
    }

    void run() {
        for (std::uint64_t number = 1; number <= 3; ++number)
            upload(number);
        for (int round = 0; round < rounds_max && !is_over(); ++round) {
            try {
                if (!run_one()) talk_.pass(seconds{10});
                queue_.sweep();
            } catch (const Failure&) {
                talk_.pass(test_lease);
            }
        }
    }

    int ends(std::uint64_t number) { return ends_[job_id(number)]; }

private:
    bool is_over() {
        const auto counts = talk_.queue().counts({});
        return counts.waiting + counts.delayed + counts.active == 0;
    }

    void upload(std::uint64_t number) {
        for (bool answered = false; !answered;) {
            auto job = new_job(number);
            job.attempts_max = 3;
            job.idempotency = {.key = std::to_string(number), .fingerprint = job.file_sha256};
            try {
                answered = queue_.add(job).has_value();
            } catch (const Failure&) {
                // As a client whose connection broke: the same again, under the same key.
            }
        }
    }

    // False: nothing to do.
    bool run_one() {
        const auto lease = queue_.claim("worker-1", test_lease);
        if (!lease) return false;
        const auto fence = fence_of(*lease);
        std::ignore = queue_.note(fence, {.stage = Stage::validation, .progress = 50});
        std::ignore = queue_.renew(fence, test_lease);
        if (fence.job == job_id(1)) {
            std::ignore = queue_.complete(fence, {.message = "done", .report_name = "report.xlsx"});
        } else if (fence.job == job_id(2)) {
            run_second(*lease);
        } else {
            std::ignore = queue_.cancel(fence.job, "user-1");
            std::ignore = queue_.end_cancelled(fence, "cancelled");
        }
        return true;
    }
    void run_second(const Lease& lease) {
        if (lease.job.attempts_made == 0) {
            std::ignore =
                queue_.fail(fence_of(lease), {.code = "READER_CRASHED", .message = "once"}, true);
        } else {
            std::ignore =
                queue_.complete(fence_of(lease), {.message = "done", .report_name = "report.xlsx"});
        }
    }

    QueueTalk& talk_;
    Queue& queue_;
    std::map<JobId, int> ends_;
    event::Bus::Subscription subscription_;
};

using QueueFaults = testing::TestWithParam<std::tuple<QueueImplementation, BreaksWhen>>;

TEST_P(QueueFaults, EveryJobEndsOnceWhicheverCallBreaks) {
    const auto& [implementation, when] = GetParam();
    bool has_broken = true;
    for (int call = 1; has_broken; ++call) {
        SCOPED_TRACE(fmt::format("call {} breaks", call));
        QueueTalk talk(implementation);
        if (!talk.has_house()) GTEST_SKIP() << no_server;
        FaultyQueue faulty(talk.queue(), call, when);
        Story story(talk, faulty);

        story.run();

        has_broken = faulty.has_broken();
        EXPECT_EQ(talk.state(job_id(1)), JobState::completed);
        EXPECT_EQ(talk.state(job_id(2)), JobState::completed);
        EXPECT_EQ(talk.state(job_id(3)), JobState::cancelled);
        EXPECT_EQ(talk.job(job_id(2)).attempts_made, 1U);
        EXPECT_EQ(talk.queue().counts({}).total() + talk.queue().counts({}).cancelled, 3U);
        for (std::uint64_t number = 1; number <= 3; ++number)
            EXPECT_EQ(story.ends(number), 1);
    }
}

std::string fault_name(const testing::TestParamInfo<QueueFaults::ParamType>& info) {
    const auto& [implementation, when] = info.param;
    const bool before = when == BreaksWhen::before_its_effect;
    return implementation.name + (before ? "_before" : "_after");
}

INSTANTIATE_TEST_SUITE_P(
    Every,
    QueueFaults,
    testing::Combine(
        testing::ValuesIn(queue_implementations()),
        testing::Values(BreaksWhen::before_its_effect, BreaksWhen::after_its_effect)
    ),
    fault_name
);

}  // namespace
}  // namespace rollcall::queue
