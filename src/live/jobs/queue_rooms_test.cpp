#include "live/jobs/queue_rooms.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/principal.hpp"
#include "tests/support/fake_sockets.hpp"
#include "tests/support/live_world.hpp"

namespace rollcall::live::jobs {
namespace {

using queue::JobState;
using support::LiveWorld;
using testing::ElementsAre;
using testing::IsEmpty;

class RoomOfTheQueue : public testing::Test {
protected:
    RoomOfTheQueue() {
        world.feed.add(queue);
        world.loop.pass(Milliseconds{1'000});
    }

    void watch() {
        queue.ask(root, [this](const auto&) { socket.join(QueueRooms::room_of(root)); });
        world.run();
    }
    // The steps that were told of the job; the counts between them left out.
    std::vector<std::string> steps() const {
        std::vector<std::string> told;
        for (const auto& one : socket.sent)
            if (one.event != "queue_stats") told.push_back(one.event);
        return told;
    }
    void ask(const JobId& id) {
        world.feed.ask(id, [](const auto&) {});
    }

    const access::Principal root{
        .user_id = "root",
        .email = "root@example.org",
        .role = access::Role::super_admin,
        .province_code = {},
        .municipality_code = {}};
    LiveWorld world;
    support::FakeNamespace space;
    support::FakeSocket& socket = space.add();
    QueueRooms queue{{}, {world.services, world.errands, world.loop, space}};
};

TEST_F(RoomOfTheQueue, IsNoOtherMunicipalitysWhateverTheTextsOfATokenAre) {
    const auto room = [](std::string code, std::string user) {
        return QueueRooms::room_of(
            {.user_id = std::move(user),
             .email = {},
             .role = access::Role::municipality_admin,
             .province_code = "GP",
             .municipality_code = std::move(code)}
        );
    };

    EXPECT_NE(room("JHB:ana", "ben"), room("JHB", "ana:ben"));
    EXPECT_NE(room("3:JHB", "ana"), room("JHB", "JHB:ana"));
}

TEST_F(RoomOfTheQueue, HearsEachStepOnceHoweverFastTheyFollow) {
    watch();
    auto& job = world.add();
    world.change(job, JobState::waiting);
    world.run();
    world.change(job, JobState::active);
    world.run();
    world.get_on(job, 40);
    world.loop.pass(Milliseconds{150});
    world.change(job, JobState::completed);
    world.loop.pass(Milliseconds{150});

    EXPECT_THAT(steps(), ElementsAre("job_queued", "job_started", "job_finished"));
}

TEST_F(RoomOfTheQueue, HearsOfTheQueuedJobThatAWorkerTookBeforeTheFirstLook) {
    watch();
    auto& job = world.add();
    world.change(job, JobState::waiting);
    world.change(job, JobState::active);
    world.run();

    EXPECT_THAT(steps(), ElementsAre("job_queued", "job_started"));
}

TEST_F(RoomOfTheQueue, HearsOfTheStartThatWasHeldBackUntilTheEnd) {
    watch();
    auto& job = world.add();
    world.change(job, JobState::waiting);
    world.run();
    world.change(job, JobState::active);
    world.run();
    world.change(job, JobState::completed);
    world.run();

    EXPECT_THAT(steps(), ElementsAre("job_queued", "job_started", "job_finished"));
}

TEST_F(RoomOfTheQueue, HearsOfAJobThatSomebodyAsksForBeforeItsHintCame) {
    watch();
    auto& job = world.add();
    ask(job.id);
    world.run();
    world.change(job, JobState::waiting);
    world.loop.pass(Milliseconds{200});

    EXPECT_THAT(steps(), ElementsAre("job_queued"));
}

TEST_F(RoomOfTheQueue, HearsNothingOfWhatWasBefore) {
    auto& running = world.add(1);
    world.change(running, JobState::active);
    auto& waiting = world.add(2);
    world.loop.pass(Milliseconds{1'000});
    watch();
    for (auto* job : {&running, &waiting}) {
        ask(job->id);
        world.run();
    }
    EXPECT_THAT(steps(), IsEmpty());

    world.change(running, JobState::completed);
    world.loop.pass(Milliseconds{150});
    EXPECT_THAT(steps(), ElementsAre("job_finished"));
}

TEST_F(RoomOfTheQueue, HearsTheStepsOfARetryAgain) {
    watch();
    auto& job = world.add();
    for (int run = 0; run < 2; ++run) {
        world.change(job, JobState::waiting);
        world.change(job, JobState::active);
        world.loop.pass(Milliseconds{150});
        world.change(job, JobState::failed);
        world.loop.pass(Milliseconds{150});
    }

    EXPECT_THAT(
        steps(),
        ElementsAre(
            "job_queued", "job_started", "job_finished", "job_queued", "job_started", "job_finished"
        )
    );
}

TEST_F(RoomOfTheQueue, HearsWhenARunningJobIsDelayedAndThenDue) {
    watch();
    auto& job = world.add();
    for (const auto state :
         {JobState::active, JobState::delayed, JobState::waiting, JobState::active}) {
        world.change(job, state);
        world.loop.pass(Milliseconds{150});
    }

    EXPECT_THAT(
        steps(), ElementsAre("job_queued", "job_started", "job_queued", "job_queued", "job_started")
    );
}

}  // namespace
}  // namespace rollcall::live::jobs
