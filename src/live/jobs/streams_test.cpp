#include "live/jobs/streams.hpp"

#include <memory>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/live_world.hpp"

namespace rollcall::live::jobs {
namespace {

using queue::JobState;
using support::LiveWorld;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class CountingWaker final : public Waker {
public:
    void wake() override { ++count; }
    int count = 0;
};

class StreamOfAJob : public testing::Test {
protected:
    StreamOfAJob() { world.feed.add(streams); }

    Following as(const std::string& user, std::chrono::seconds time = std::chrono::hours(12)) {
        const access::Principal who{
            .user_id = user,
            .email = user + "@example.org",
            .role = access::Role::municipality_admin,
            .province_code = "GP",
            .municipality_code = "JHB"};
        return {job.id, access::issue_token(who, gate.rules(), world.loop.clock().now(), time)};
    }
    std::unique_ptr<Stream> follow(std::chrono::hours time = std::chrono::hours(12)) {
        auto stream = streams.follow(as("joburg", time), waker);
        EXPECT_TRUE(stream.has_value());
        world.run();
        return std::move(*stream);
    }
    static std::string taken(Stream& stream) {
        std::string text;
        stream.take(text);
        return text;
    }

    LiveWorld world;
    access::Gate gate{{.secret = std::string(32, 's'), .issuer = "", .audience = ""}};
    Guests guests{gate, world.loop};
    StreamsSettings settings{.streams_max = 3};
    Streams streams{settings, {world.feed, world.loop, guests}};
    CountingWaker waker;
    queue::Job& job = world.add();
};

TEST_F(StreamOfAJob, BeginsWithTheJobAsItStands) {
    const auto stream = follow();

    EXPECT_EQ(
        taken(*stream),
        "event: snapshot\nid: 1\ndata: {\"job_id\":\"" + job.id.text() +
            "\",\"status\":\"waiting\",\"progress\":0,\"message\":null,\"seq\":1}\n\n"
    );
    EXPECT_GT(waker.count, 0);
    EXPECT_FALSE(stream->has_ended());
}

TEST_F(StreamOfAJob, CarriesWhatHappensAndEndsWithTheJob) {
    const auto stream = follow();
    taken(*stream);
    world.loop.pass(Milliseconds{200});
    world.get_on(job, 40);
    world.run();
    EXPECT_THAT(
        taken(*stream), StartsWith("event: bulk_upload_progress\nid: 2\ndata: {\"job_id\":")
    );
    world.change(job, JobState::completed);
    world.run();

    EXPECT_THAT(taken(*stream), StartsWith("event: bulk_upload_complete\nid: 3\n"));
    EXPECT_TRUE(stream->has_ended());
}

TEST_F(StreamOfAJob, OfAnEndedJobSaysSoAndEnds) {
    job.state = JobState::failed;
    job.finished_at = world.loop.clock().now() - std::chrono::hours(1);
    const auto stream = follow();

    EXPECT_THAT(
        taken(*stream),
        AllOf(StartsWith("event: snapshot\n"), HasSubstr("\n\nevent: bulk_upload_failed\n"))
    );
    EXPECT_TRUE(stream->has_ended());
}

TEST_F(StreamOfAJob, KeepsForASlowReaderOnlyTheLatestProgress) {
    const auto stream = follow();
    for (std::uint32_t percent = 1; percent <= 90; ++percent) {
        world.get_on(job, percent);
        world.loop.pass(Milliseconds{150});
    }
    const auto text = taken(*stream);

    EXPECT_THAT(text, AllOf(HasSubstr("\"progress\":90"), Not(HasSubstr("\"progress\":89"))));
    EXPECT_LT(text.size(), 1'000U);
}

TEST_F(StreamOfAJob, EndsWithItsToken) {
    const auto stream = follow(std::chrono::hours(30));
    world.loop.pass(std::chrono::hours(30));
    EXPECT_FALSE(stream->has_ended()) << "the leeway";
    world.loop.pass(std::chrono::minutes(1));

    EXPECT_TRUE(stream->has_ended());
}

TEST_F(StreamOfAJob, EndsWhenTheJobIsRemoved) {
    const auto stream = follow();
    world.jobs.clear();
    world.loop.pass(Milliseconds{12'000});

    EXPECT_TRUE(stream->has_ended());
}

TEST_F(StreamOfAJob, EndsWhenTheStoreIsBroken) {
    world.is_broken = true;
    const auto stream = follow();

    EXPECT_TRUE(stream->has_ended());
    EXPECT_THAT(taken(*stream), IsEmpty());
}

TEST_F(StreamOfAJob, MayGoBeforeItBegan) {
    auto stream = streams.follow(as("joburg"), waker);
    stream->reset();
    world.run();

    EXPECT_EQ(waker.count, 0);
    EXPECT_FALSE(streams.watches(job.id));
}

TEST_F(StreamOfAJob, IsRefusedToWhoseTokenHasEndedOnTheWay) {
    const auto following = as("joburg", std::chrono::seconds(1));
    world.loop.pass(std::chrono::minutes(2));

    const auto refused = streams.follow(following, waker);

    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::authentication_error);
}

TEST_F(StreamOfAJob, EndsUnbegunToWhoMayNotSeeTheJob) {
    job.owner.municipality_code = "CPT";
    const auto stream = *streams.follow(as("pretoria"), waker);
    world.run();

    EXPECT_TRUE(stream->has_ended());
    EXPECT_THAT(taken(*stream), IsEmpty());
}

TEST_F(StreamOfAJob, IsRefusedWhenThereAreTooMany) {
    const std::array held{follow(), follow(), follow()};

    const auto refused = streams.follow(as("joburg"), waker);

    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::unavailable);
}

TEST_F(StreamOfAJob, IsRefusedToWhoHasTooManyAndToNobodyElse) {
    Streams few({.streams_per_user_max = 1}, {world.feed, world.loop, guests});
    const auto follow = [&](const std::string& user) { return few.follow(as(user), waker); };
    auto first = follow("joburg");
    const auto second = follow("joburg");

    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error().code, Errc::rate_limit_exceeded);
    EXPECT_TRUE(follow("pretoria").has_value());
    first->reset();
    EXPECT_TRUE(follow("joburg").has_value());
}

TEST_F(StreamOfAJob, EndsWhenTheServerStopsAndIsRefusedFromThenOn) {
    const auto stream = follow();
    streams.shut_down();

    EXPECT_TRUE(stream->has_ended());
    EXPECT_FALSE(streams.follow(as("joburg"), waker).has_value());
}

}  // namespace
}  // namespace rollcall::live::jobs
