#include "live/jobs/feed.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/live_world.hpp"

namespace rollcall::live::jobs {
namespace {

using queue::JobState;
using support::LiveWorld;
using testing::ElementsAre;
using testing::IsEmpty;

// Hears everything, and watches what the test says.
class Ear final : public Hearer {
public:
    explicit Ear(const Clock& clock) : clock_(clock) {}

    bool could_hear(const About&) const override { return listens; }
    bool watches(const JobId&) const override { return is_watching; }
    void tell(const Look& look, const Notice& notice) override {
        told.emplace_back(notice.event);
        seqs.push_back(look.job.seq);
        times.push_back(clock_.steady());
    }
    void gone(const JobId&) override { ++gone_jobs; }

    bool listens = true;
    bool is_watching = false;
    std::vector<std::string> told;
    std::vector<std::uint64_t> seqs;
    std::vector<std::chrono::steady_clock::time_point> times;
    int gone_jobs = 0;

private:
    const Clock& clock_;
};

class FeedOfJobs : public testing::Test {
protected:
    FeedOfJobs() { world.feed.add(ear); }

    // Asks, and keeps what came of it.
    void ask(const JobId& id) {
        world.feed.ask(id, [this](const Result<Feed::Sight>& sight) {
            seen.push_back(
                sight ? "seq " + std::to_string(sight->look->job.seq)
                      : std::string(to_string(sight.error().code))
            );
            end_follows = sight && sight->end_follows;
            told_before_seen = ear.told.size();
        });
    }

    // Looks land when they are asked for, not only at the end.
    void live_on(Milliseconds time) {
        constexpr Milliseconds step{100};
        for (Milliseconds passed{0}; passed < time; passed += step)
            world.loop.pass(step);
    }

    LiveWorld world;
    Ear ear{world.loop.clock()};
    queue::Job& job = world.add();
    std::vector<std::string> seen;
    bool end_follows = false;
    std::size_t told_before_seen = 0;
};

TEST_F(FeedOfJobs, TellsWhatTheLookSawAndNotWhatTheHintSaid) {
    job.state = JobState::completed;
    job.seq = 5;
    job.finished_at = world.loop.clock().now();
    world.bus.publish(event::JobChanged{job.id, "active"});
    world.run();

    EXPECT_THAT(ear.told, ElementsAre("bulk_upload_complete"));
}

TEST_F(FeedOfJobs, LooksAtNothingWhileNobodyCouldHear) {
    ear.listens = false;
    world.change(job, JobState::active);
    world.run();

    EXPECT_EQ(world.looks, 0);
}

TEST_F(FeedOfJobs, MakesOneLookOfManyHints) {
    for (std::uint32_t percent = 1; percent <= 50; ++percent)
        world.get_on(job, percent);
    world.run();

    EXPECT_EQ(world.looks, 1);
    EXPECT_THAT(ear.seqs, ElementsAre(51));
}

TEST_F(FeedOfJobs, TellsAtMostTenTimesASecondAndNeverDropsTheLast) {
    for (std::uint32_t step = 1; step <= 200; ++step) {
        world.get_on(job, step / 2);
        world.loop.pass(Milliseconds{5});
    }
    world.loop.pass(Milliseconds{200});

    EXPECT_EQ(ear.seqs.back(), job.seq);
    EXPECT_LE(ear.told.size(), 12U);
    EXPECT_GE(ear.told.size(), 9U);
    for (std::size_t i = 1; i < ear.times.size(); ++i)
        EXPECT_GE(ear.times[i] - ear.times[i - 1], Milliseconds{100});
}

TEST_F(FeedOfJobs, TellsTheEndAtOnce) {
    world.change(job, JobState::active);
    world.run();
    const auto before = world.loop.clock().steady();
    world.change(job, JobState::failed);
    world.run();

    EXPECT_THAT(ear.told, ElementsAre("bulk_upload_progress", "bulk_upload_failed"));
    EXPECT_EQ(ear.times.back(), before);
}

TEST_F(FeedOfJobs, HoldsBackProgressThatComesTooSoonAfterAStateChanged) {
    world.change(job, JobState::active);
    world.run();
    world.change(job, JobState::delayed);
    world.run();
    EXPECT_EQ(ear.told.size(), 1U);

    world.loop.pass(Milliseconds{100});
    EXPECT_THAT(ear.seqs, ElementsAre(2, 3));
}

TEST_F(FeedOfJobs, NeverGoesBack) {
    world.get_on(job, 10);
    world.run();
    --job.seq;
    world.bus.publish(event::JobProgressed{job.id});
    world.loop.pass(Milliseconds{500});

    EXPECT_THAT(ear.seqs, ElementsAre(2));
}

TEST_F(FeedOfJobs, TellsAnEndOnceThoughHintsOfItComeTwice) {
    world.change(job, JobState::completed);
    world.run();
    world.bus.publish(event::JobChanged{job.id, "completed"});
    world.loop.pass(Milliseconds{5'000});

    EXPECT_THAT(ear.told, ElementsAre("bulk_upload_complete"));
}

TEST_F(FeedOfJobs, TellsASecondEndAfterARetry) {
    world.change(job, JobState::failed);
    world.run();
    world.change(job, JobState::waiting);
    world.loop.pass(Milliseconds{150});
    world.change(job, JobState::completed);
    world.loop.pass(Milliseconds{150});

    EXPECT_THAT(
        ear.told, ElementsAre("bulk_upload_failed", "bulk_upload_progress", "bulk_upload_complete")
    );
}

TEST_F(FeedOfJobs, FindsWhatALostHintWouldHaveSaidWithinTwoSeconds) {
    ear.is_watching = true;
    job.state = JobState::active;
    ask(job.id);
    world.run();
    ear.told.clear();
    job.state = JobState::completed;
    job.finished_at = world.loop.clock().now();
    ++job.seq;

    world.loop.pass(Milliseconds{2'000});

    EXPECT_THAT(ear.told, ElementsAre("bulk_upload_complete"));
}

TEST_F(FeedOfJobs, LooksSeldomAtWhatOnlyWaits) {
    ear.is_watching = true;
    for (int number = 1; number <= 100; ++number)
        ask(world.add(number).id);
    world.run();
    world.looks = 0;

    live_on(Milliseconds{4'000});
    EXPECT_EQ(world.looks, 0);
    live_on(Milliseconds{2'500});
    EXPECT_GT(world.looks, 0);
    EXPECT_LT(world.looks, 50);
    live_on(Milliseconds{6'000});
    EXPECT_GE(world.looks, 100);
    EXPECT_LE(world.looks, 200);
}

TEST_F(FeedOfJobs, CountsAPlaceInTheQueueOnlyForWhoAsks) {
    ear.is_watching = true;
    ask(job.id);
    world.run();
    world.get_on(job, 10);
    live_on(Milliseconds{30'000});

    EXPECT_GE(world.looks, 4);
    EXPECT_EQ(world.places, 1);
}

TEST_F(FeedOfJobs, LooksFirstAtWhatChangedItsState) {
    for (int number = 2; number < 40; ++number)
        world.get_on(world.add(number), 10);
    world.loop.run_posted();
    world.change(job, JobState::completed);
    world.run();

    const auto place = std::ranges::find(world.looked_at, job.id) - world.looked_at.begin();
    EXPECT_LE(place, 2);
}

TEST_F(FeedOfJobs, AsksLessAndLessOftenForWhatCannotBeRead) {
    ear.is_watching = true;
    world.is_broken = true;
    ask(job.id);
    world.run();
    live_on(Milliseconds{600'000});

    EXPECT_GE(world.looks, 10);
    EXPECT_LE(world.looks, 20);
}

TEST_F(FeedOfJobs, LetsNobodyWaitLongWhoAsksForWhatCouldNotBeRead) {
    ear.is_watching = true;
    world.is_broken = true;
    ask(job.id);
    live_on(Milliseconds{200'000});
    world.is_broken = false;
    ask(job.id);
    live_on(Milliseconds{1'000});

    EXPECT_THAT(seen, ElementsAre("UNAVAILABLE", "seq 1"));
}

TEST_F(FeedOfJobs, ForgetsWhatCannotBeReadAndNobodyWatches) {
    world.is_broken = true;
    for (int number = 50; number < 60; ++number)
        ask(LiveWorld::job_id(number));
    world.change(job, JobState::completed);
    live_on(Milliseconds{600'000});

    EXPECT_FALSE(world.loop.timers().next().has_value());
}

TEST_F(FeedOfJobs, MayBeAskedAgainByWhoIsToldThatThereIsNone) {
    const auto id = LiveWorld::job_id(99);
    world.feed.ask(id, [&](const Result<Feed::Sight>&) { ask(id); });
    world.loop.pass(Milliseconds{150});

    EXPECT_THAT(seen, ElementsAre("NOT_FOUND"));
}

TEST_F(FeedOfJobs, LooksNoMoreAtWhatHasEnded) {
    ear.is_watching = true;
    world.change(job, JobState::completed);
    world.run();
    const auto looks = world.looks;

    world.loop.pass(Milliseconds{10'000});

    EXPECT_EQ(world.looks, looks);
}

TEST_F(FeedOfJobs, TellsNobodyOfAnEndLongAgoThatSomebodyAsksFor) {
    job.state = JobState::completed;
    job.finished_at = world.loop.clock().now() - std::chrono::hours(1);
    ask(job.id);
    world.run();

    EXPECT_THAT(ear.told, IsEmpty());
    EXPECT_THAT(seen, ElementsAre("seq 1"));
    EXPECT_FALSE(end_follows);
}

TEST_F(FeedOfJobs, AnswersBeforeItTellsAnEndThatIsNews) {
    job.state = JobState::completed;
    job.finished_at = world.loop.clock().now();
    ask(job.id);
    world.run();

    EXPECT_TRUE(end_follows);
    EXPECT_EQ(told_before_seen, 0U);
    EXPECT_THAT(ear.told, ElementsAre("bulk_upload_complete"));
}

TEST_F(FeedOfJobs, TellsProgressBeforeItAnswers) {
    world.get_on(job, 10);
    ask(job.id);
    world.run();

    EXPECT_EQ(told_before_seen, 1U);
    EXPECT_THAT(seen, ElementsAre("seq 2"));
}

TEST_F(FeedOfJobs, AnswersWithALookThatBeganAfterTheQuestion) {
    world.get_on(job, 10);
    world.loop.run_posted();
    ASSERT_EQ(world.loop.offloaded(), 1U);
    ask(job.id);
    world.loop.run_offloaded();
    EXPECT_THAT(seen, IsEmpty());

    world.loop.pass(Milliseconds{100});
    EXPECT_THAT(seen, ElementsAre("seq 2"));
}

TEST_F(FeedOfJobs, AnswersAllWhoAskedMeanwhileOnceTheEndIsSeen) {
    world.change(job, JobState::completed);
    world.loop.run_posted();
    ask(job.id);
    world.loop.run_offloaded();

    EXPECT_THAT(seen, ElementsAre("seq 2"));
    EXPECT_TRUE(end_follows);
    EXPECT_THAT(ear.told, ElementsAre("bulk_upload_complete"));
}

TEST_F(FeedOfJobs, MakesOneLookOfManyQuestions) {
    for (int i = 0; i < 2'000; ++i)
        ask(job.id);
    world.run();
    world.loop.pass(Milliseconds{100});

    EXPECT_EQ(seen.size(), 2'000U);
    EXPECT_EQ(world.looks, 2);
}

TEST_F(FeedOfJobs, RefusesAJobThatIsNotThere) {
    ask(LiveWorld::job_id(99));
    world.run();

    EXPECT_THAT(seen, ElementsAre("NOT_FOUND"));
    EXPECT_EQ(ear.gone_jobs, 1);
}

TEST_F(FeedOfJobs, RefusesWhileTheStoreIsBrokenAndTellsOnceItIsMended) {
    world.is_broken = true;
    ear.is_watching = true;
    ask(job.id);
    world.run();
    EXPECT_THAT(seen, ElementsAre("UNAVAILABLE"));
    world.loop.pass(Milliseconds{900});
    EXPECT_EQ(world.looks, 1);

    world.is_broken = false;
    world.loop.pass(Milliseconds{200});

    EXPECT_THAT(ear.seqs, ElementsAre(1));
}

TEST_F(FeedOfJobs, WaitsForRoomOnTheStorageThreadsWithoutSpinning) {
    world.loop.is_full = true;
    world.change(job, JobState::active);
    world.loop.pass(Milliseconds{500});
    EXPECT_THAT(ear.told, IsEmpty());

    world.loop.is_full = false;
    world.loop.pass(Milliseconds{50});

    EXPECT_THAT(ear.told, ElementsAre("bulk_upload_progress"));
    EXPECT_EQ(world.looks, 1);
}

TEST_F(FeedOfJobs, KeepsFewLooksUnderWayAtATime) {
    for (int number = 2; number < 40; ++number)
        world.change(world.add(number), JobState::active);
    world.loop.run_posted();

    EXPECT_EQ(world.loop.offloaded(), 2U);
    world.run();
    EXPECT_EQ(ear.told.size(), 38U);
}

TEST_F(FeedOfJobs, ForgetsWhatNobodyWatches) {
    ask(job.id);
    world.run();
    world.loop.pass(Milliseconds{62'000});

    EXPECT_FALSE(world.loop.timers().next().has_value());
}

}  // namespace
}  // namespace rollcall::live::jobs
