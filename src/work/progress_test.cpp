#include "work/progress.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "queue/queue.hpp"
#include "tests/support/work_world.hpp"
#include "work/attempt.hpp"

namespace rollcall::work {
namespace {

TEST(ProgressOfAJob, EndsAWaitWithTheReportsFirstRowsThoughThePercentageStands) {
    World world("progress_waits");
    const auto id = world.take_in(World::list(1));
    constexpr std::chrono::seconds lease{15};
    Attempt attempt(
        world.queue.claim("test", lease).value(), world.clock, world.clock.steady() + lease
    );
    Progress progress(world.queue, attempt);
    progress.stage(queue::Stage::report_generation);
    attempt.set_waiting_for(queue::WaitingFor::disk);
    progress.stage(queue::Stage::report_generation);
    ASSERT_EQ(world.job(id).waiting_for, queue::WaitingFor::disk);

    progress.report_rows(0, 10);

    EXPECT_EQ(world.job(id).waiting_for, queue::WaitingFor::nothing);
    EXPECT_EQ(world.job(id).progress, 85U);
}

}  // namespace
}  // namespace rollcall::work
