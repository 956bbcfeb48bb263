// What every Queue is judged by: a house with the queue in it, and words to speak to it.
//
// A new implementation is finished when it stands in queue_implementations() and all suites named
// Queue… pass.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/manual_clock.hpp"
#include "event/bus.hpp"
#include "queue/queue.hpp"
#include "queue/removed_jobs.hpp"

namespace rollcall::queue {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

inline constexpr milliseconds test_lease{15'000};

// A queue, its time and its events; the store lives as long as the house.
class QueueHouse {
public:
    QueueHouse() = default;
    QueueHouse(const QueueHouse&) = delete;
    QueueHouse& operator=(const QueueHouse&) = delete;
    virtual ~QueueHouse() = default;

    virtual Queue& queue() = 0;
    virtual RemovedJobs& removed_jobs() = 0;
    // As after a crash of the process: nothing is left but what is stored.
    virtual void reopen() = 0;

    ManualClock clock;
    event::Bus bus;
};

struct QueueSettings {
    QueueLimits limits;
    RetryPolicy retries;
};

struct QueueImplementation {
    std::string name;
    // Nothing where its server is missing: the suites skip then.
    std::function<std::unique_ptr<QueueHouse>(const QueueSettings&)> make;
};

inline constexpr const char* no_server =
    "no PostgreSQL or Redis: run this by `tools/postgres.py run tools/redis.py run …`, as ./dev "
    "test does";

std::vector<QueueImplementation> queue_implementations();
inline void PrintTo(const QueueImplementation& implementation, std::ostream* out) {
    *out << implementation.name;
}

// Made-up ids, e-mails and bytes that differ from number to number.
JobId job_id(std::uint64_t number);
NewJob new_job(std::uint64_t number, int priority = 10);
// All that is shown of a job, to compare by.
std::string describe(const Job& job);
Fence fence_of(const Lease& lease);

// The words of the suites. A test may make its own house with other limits.
class QueueTalk {
public:
    explicit QueueTalk(
        const QueueImplementation& implementation,
        const QueueSettings& settings = {}
    )
        : house_(implementation.make(settings)) {}

    bool has_house() const { return house_ != nullptr; }
    Queue& queue() { return house_->queue(); }
    RemovedJobs& removed_jobs() { return house_->removed_jobs(); }
    QueueHouse& house() { return *house_; }
    void pass(milliseconds time) { house_->clock.advance(time); }
    Instant now() const { return house_->clock.now(); }

    JobId add(const NewJob& job);
    JobId add(std::uint64_t number, int priority = 10) { return add(new_job(number, priority)); }
    Lease claim();
    // The id of the job that a claim hands out; empty: none.
    std::string claimed();
    Job job(const JobId& id);
    JobState state(const JobId& id) { return job(id).state; }
    // Adds the job and brings it into the state, by the verbs that lead there.
    JobId add_in_state(const NewJob& job, JobState state);
    JobId add_in_state(std::uint64_t number, JobState state) {
        return add_in_state(new_job(number), state);
    }

private:
    std::unique_ptr<QueueHouse> house_;
};

class QueueSuite : public testing::TestWithParam<QueueImplementation>, public QueueTalk {
public:
    QueueSuite() : QueueTalk(GetParam()) {}

protected:
    void SetUp() override {
        if (!has_house()) GTEST_SKIP() << no_server;
    }
};

inline std::string implementation_name(const testing::TestParamInfo<QueueImplementation>& info) {
    return info.param.name;
}

}  // namespace rollcall::queue
