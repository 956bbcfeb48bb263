#include "live/jobs/subscriber.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/jobs/job_rooms.hpp"
#include "tests/support/fake_sockets.hpp"
#include "tests/support/live_world.hpp"

namespace rollcall::live::jobs {
namespace {

namespace json = boost::json;
using access::Role;
using queue::JobState;
using support::FakeSocket;
using support::LiveWorld;
using testing::ElementsAre;
using testing::IsEmpty;

access::Principal
person(std::string id, Role role, std::string province, std::string municipality) {
    return {
        .user_id = id,
        .email = id + "@example.org",
        .role = role,
        .province_code = std::move(province),
        .municipality_code = std::move(municipality)};
}
access::Principal joburg() {
    return person("joburg", Role::municipality_admin, "GP", "JHB");
}
access::Principal cape() {
    return person("cape", Role::province_admin, "WC", "");
}
access::Principal root() {
    return person("root", Role::super_admin, "", "");
}

class SubscriberOfJobs : public testing::Test {
protected:
    SubscriberOfJobs() {
        world.feed.add(rooms);
        world.feed.add(queue);
    }

    FakeSocket& connect(access::Principal who) {
        auto& socket = space.add();
        socket.credentials["token"] = access::issue_token(
            who, gate.rules(), world.loop.clock().now(), std::chrono::hours(12)
        );
        socket.listener = std::make_unique<Subscriber>(
            socket,
            std::move(who),
            Subscriber::Parts{settings, world.feed, queue, world.loop, guests}
        );
        socket.listener->connected();
        return socket;
    }

    static void send(FakeSocket& socket, std::string_view event, json::value payload) {
        socket.listener->event(event, {.values = {std::move(payload)}, .attachments = {}}, {});
    }
    // Sends and waits; the acknowledgement, which also stands in what the socket was sent.
    json::object ask(FakeSocket& socket, std::string_view event, json::value payload) {
        std::optional<json::object> answer;
        socket.listener->event(
            event,
            {.values = {std::move(payload)}, .attachments = {}},
            [&](const socket_io::Arguments& arguments) {
                answer = arguments.values.at(0).as_object();
                socket.sent.push_back({"ack", *answer, 0});
            }
        );
        world.run();
        world.loop.pass(Milliseconds{100});
        return answer.value_or(json::object{});
    }
    json::object subscribe(FakeSocket& socket, const JobId& id) {
        return ask(socket, "subscribe_bulk_upload_job", json::object{{"job_id", id.text()}});
    }
    static std::string code_of(const json::object& answer) {
        EXPECT_FALSE(answer.at("success").as_bool());
        return std::string(answer.at("error").as_object().at("code").as_string());
    }
    static std::vector<std::string> events_of(const FakeSocket& socket) {
        std::vector<std::string> events;
        for (const auto& one : socket.sent)
            events.push_back(one.event);
        return events;
    }

    LiveWorld world;
    access::Gate gate{{.secret = std::string(32, 's'), .issuer = "", .audience = ""}};
    Guests guests{gate, world.loop};
    support::FakeNamespace space;
    SubscriberSettings settings;
    JobRooms rooms{space};
    QueueRooms queue{{}, {world.services, world.errands, world.loop, space}};
    queue::Job& job = world.add();
};

TEST_F(SubscriberOfJobs, IsAnsweredWithTheJobAsItStands) {
    job.state = JobState::active;
    auto& socket = connect(root());

    const auto answer = subscribe(socket, job.id);

    EXPECT_TRUE(answer.at("success").as_bool());
    EXPECT_EQ(answer.at("seq").to_number<int>(), 1);
    EXPECT_EQ(answer.at("data").as_object().at("status").as_string(), "active");
    EXPECT_TRUE(socket.rooms().contains(room_of_job(job.id)));
}

TEST_F(SubscriberOfJobs, MayNameTheJobByItsBareId) {
    auto& socket = connect(root());

    const auto answer = ask(socket, "subscribe_bulk_upload_job", json::value(job.id.text()));

    EXPECT_TRUE(answer.at("success").as_bool());
}

TEST_F(SubscriberOfJobs, HearsWhatHappensFromThereOn) {
    auto& socket = connect(root());
    subscribe(socket, job.id);
    world.get_on(job, 40);
    world.loop.pass(Milliseconds{150});
    world.change(job, JobState::completed);
    world.run();

    EXPECT_THAT(
        events_of(socket), ElementsAre("ack", "bulk_upload_progress", "bulk_upload_complete")
    );
    EXPECT_EQ(socket.sent[1].data.at("progress").to_number<int>(), 40);
}

TEST_F(SubscriberOfJobs, IsToldOfAnEndedJobTheEndAfterTheAnswer) {
    job.state = JobState::failed;
    job.finished_at = world.loop.clock().now() - std::chrono::hours(2);
    auto& socket = connect(root());

    subscribe(socket, job.id);
    subscribe(socket, job.id);

    EXPECT_THAT(events_of(socket), ElementsAre("ack", "bulk_upload_failed", "ack"));
}

TEST_F(SubscriberOfJobs, HearsAnEndOnceThoughItIsTheOwnerAndFollowsTheJobToo) {
    auto& socket = connect(joburg());
    subscribe(socket, job.id);
    world.change(job, JobState::cancelled);
    world.loop.pass(Milliseconds{3'000});

    EXPECT_EQ(socket.of("bulk_upload_cancelled").size(), 1U);
}

TEST_F(SubscriberOfJobs, HearsAnEndOnceThatComesWhileItSubscribes) {
    auto& socket = connect(joburg());
    world.change(job, JobState::completed);
    subscribe(socket, job.id);
    world.loop.pass(Milliseconds{3'000});

    EXPECT_THAT(events_of(socket), ElementsAre("ack", "bulk_upload_complete"));
}

TEST_F(SubscriberOfJobs, OwnsItsJobsWithoutAsking) {
    auto& owner = connect(joburg());
    auto& other = connect(cape());
    world.get_on(job, 10);
    world.run();

    EXPECT_EQ(owner.of("bulk_upload_progress").size(), 1U);
    EXPECT_THAT(other.sent, IsEmpty());
}

TEST_F(SubscriberOfJobs, LetsProgressGiveWayToLaterProgressButNoEnd) {
    auto& socket = connect(joburg());
    world.get_on(job, 10);
    world.loop.pass(Milliseconds{150});
    world.get_on(job, 20);
    world.loop.pass(Milliseconds{150});
    world.change(job, JobState::completed);
    world.run();

    ASSERT_EQ(socket.sent.size(), 3U);
    EXPECT_NE(socket.sent[0].replace_key, 0U);
    EXPECT_EQ(socket.sent[0].replace_key, socket.sent[1].replace_key);
    EXPECT_EQ(socket.sent[2].replace_key, 0U);
}

TEST_F(SubscriberOfJobs, CannotTellAForeignJobFromOneThatIsNotThere) {
    auto& socket = connect(cape());

    const auto foreign = subscribe(socket, job.id);
    const auto unknown = subscribe(socket, LiveWorld::job_id(99));

    EXPECT_EQ(code_of(foreign), "NOT_FOUND");
    EXPECT_EQ(foreign, unknown);
    EXPECT_FALSE(socket.rooms().contains(room_of_job(job.id)));
}

TEST_F(SubscriberOfJobs, IsAnsweredWithAnErrorForAPayloadThatNamesNoJob) {
    const std::vector<json::value> payloads{
        nullptr, 7, json::array{}, json::object{}, json::object{{"job_id", 7}}, "../etc", ""};
    auto& socket = connect(root());
    for (const auto& payload : payloads) {
        SCOPED_TRACE(json::serialize(payload));
        EXPECT_EQ(code_of(ask(socket, "subscribe_bulk_upload_job", payload)), "VALIDATION_ERROR");
        EXPECT_EQ(code_of(ask(socket, "unsubscribe_bulk_upload_job", payload)), "VALIDATION_ERROR");
    }
    EXPECT_FALSE(socket.disconnected);
}

TEST_F(SubscriberOfJobs, MaySendNothingAtAllWithoutHarm) {
    auto& socket = connect(root());

    socket.listener->event("subscribe_bulk_upload_job", {}, {});
    socket.listener->event("no_such_event", {}, {});
    world.run();

    EXPECT_THAT(socket.sent, IsEmpty());
    EXPECT_FALSE(socket.disconnected);
}

TEST_F(SubscriberOfJobs, HearsNothingMoreOnceItLeft) {
    auto& socket = connect(root());
    subscribe(socket, job.id);
    const auto left =
        ask(socket, "unsubscribe_bulk_upload_job", json::object{{"job_id", job.id.text()}});
    world.get_on(job, 10);
    world.run();

    EXPECT_TRUE(left.at("success").as_bool());
    EXPECT_THAT(events_of(socket), ElementsAre("ack", "ack"));
}

TEST_F(SubscriberOfJobs, DoesNotJoinWhatItLeftBeforeTheAnswer) {
    auto& socket = connect(root());
    send(socket, "subscribe_bulk_upload_job", job.id.text().c_str());
    send(socket, "unsubscribe_bulk_upload_job", job.id.text().c_str());
    world.run();

    EXPECT_FALSE(socket.rooms().contains(room_of_job(job.id)));
}

TEST_F(SubscriberOfJobs, MayBeGoneBeforeTheAnswer) {
    auto& socket = connect(root());
    send(socket, "subscribe_bulk_upload_job", job.id.text().c_str());
    send(socket, "subscribe_queue", nullptr);
    socket.listener.reset();
    world.run();

    EXPECT_THAT(socket.sent, IsEmpty());
}

TEST_F(SubscriberOfJobs, FollowsOnlySoManyJobs) {
    settings.subscriptions_max = 2;
    auto& socket = connect(root());
    world.add(2);
    world.add(3);
    subscribe(socket, LiveWorld::job_id(1));
    subscribe(socket, LiveWorld::job_id(2));

    EXPECT_EQ(code_of(subscribe(socket, LiveWorld::job_id(3))), "RATE_LIMIT_EXCEEDED");
    EXPECT_TRUE(subscribe(socket, LiveWorld::job_id(2)).at("success").as_bool());
}

TEST_F(SubscriberOfJobs, IsRefusedOnceItAsksTooOften) {
    settings.events = {.per_second = 1, .burst = 3};
    auto& socket = connect(root());
    for (int i = 0; i < 3; ++i)
        send(socket, "unsubscribe_queue", nullptr);

    EXPECT_EQ(code_of(ask(socket, "unsubscribe_queue", nullptr)), "RATE_LIMIT_EXCEEDED");
    world.loop.pass(Milliseconds{1'000});
    EXPECT_TRUE(ask(socket, "unsubscribe_queue", nullptr).at("success").as_bool());
    EXPECT_FALSE(socket.disconnected);
}

TEST_F(SubscriberOfJobs, EndsWithItsTokenAndNotBefore) {
    auto who = joburg();
    who.expires_at = world.loop.clock().now() + std::chrono::hours(30);
    auto& socket = connect(who);

    world.loop.pass(std::chrono::hours(30) + std::chrono::seconds(59));
    EXPECT_FALSE(socket.disconnected);
    world.loop.pass(std::chrono::seconds(2));

    EXPECT_TRUE(socket.session_closed);
}

TEST_F(SubscriberOfJobs, OfANeverEndingTokenDoesNotEnd) {
    auto& socket = connect(joburg());
    world.loop.pass(std::chrono::hours(100));

    EXPECT_FALSE(socket.disconnected);
}

TEST_F(SubscriberOfJobs, IsAnotherWithAnyOtherReach) {
    const auto identity = [&](const access::Principal& who) {
        return connect(who).listener->identity();
    };
    const auto mine = identity(person("joburg", Role::municipality_admin, "GP", "JHB"));
    EXPECT_EQ(mine, identity(joburg()));
    for (const auto& other : {
             person("pretoria", Role::municipality_admin, "GP", "JHB"),
             person("joburg", Role::province_admin, "GP", "JHB"),
             person("joburg", Role::municipality_admin, "WC", "JHB"),
             person("joburg", Role::municipality_admin, "GP", "TSH"),
             person("joburg", Role::municipality_admin, "GPJHB", ""),
         })
        EXPECT_NE(mine, identity(other));
}

TEST_F(SubscriberOfJobs, FollowsOnWhenAskingAgainFails) {
    settings.subscriptions_max = 1;
    auto& socket = connect(root());
    world.add(2);
    subscribe(socket, job.id);
    world.is_broken = true;
    EXPECT_EQ(code_of(subscribe(socket, job.id)), "UNAVAILABLE");
    world.is_broken = false;

    EXPECT_TRUE(socket.rooms().contains(room_of_job(job.id)));
    EXPECT_EQ(code_of(subscribe(socket, LiveWorld::job_id(2))), "RATE_LIMIT_EXCEEDED");
}

TEST_F(SubscriberOfJobs, IsRefusedWhatItsSocketHasNoRoomFor) {
    auto& socket = connect(root());
    socket.is_full = true;

    EXPECT_EQ(code_of(subscribe(socket, job.id)), "RATE_LIMIT_EXCEEDED");
    EXPECT_EQ(code_of(ask(socket, "subscribe_queue", nullptr)), "RATE_LIMIT_EXCEEDED");
}

TEST_F(SubscriberOfJobs, IsAnsweredWithTheQueuesCounts) {
    auto& socket = connect(joburg());

    const auto answer = ask(socket, "subscribe_queue", nullptr);

    EXPECT_EQ(answer.at("data").as_object().at("total").to_number<int>(), 1);
}

TEST_F(SubscriberOfJobs, HearsOfTheQueueOnlyWhatItMaySee) {
    auto& all = connect(root());
    auto& gauteng = connect(person("gauteng", Role::province_admin, "GP", ""));
    auto& western = connect(cape());
    auto& municipality = connect(joburg());
    for (auto* socket : {&all, &gauteng, &western, &municipality})
        ask(*socket, "subscribe_queue", nullptr);

    auto& fresh = world.add(2);
    world.change(fresh, JobState::waiting);
    world.run();
    world.change(fresh, JobState::active);
    world.loop.pass(Milliseconds{150});
    world.change(fresh, JobState::completed);
    world.run();

    for (auto* socket : {&all, &gauteng, &municipality}) {
        EXPECT_EQ(socket->of("job_queued").size(), 1U);
        EXPECT_EQ(socket->of("job_started").size(), 1U);
        EXPECT_EQ(socket->of("job_finished").size(), 1U);
    }
    EXPECT_THAT(western.of("job_queued"), IsEmpty());
    EXPECT_EQ(all.of("job_finished").at(0).data.at("seq").to_number<int>(), 4);
}

TEST_F(SubscriberOfJobs, HearsTheQueuesCountsAtMostOnceASecond) {
    auto& socket = connect(root());
    ask(socket, "subscribe_queue", nullptr);
    for (int number = 2; number < 42; ++number) {
        world.change(world.add(number), JobState::waiting);
        world.loop.pass(Milliseconds{50});
    }
    world.loop.pass(Milliseconds{1'000});

    const auto told = socket.of("queue_stats");
    EXPECT_GE(told.size(), 2U);
    EXPECT_LE(told.size(), 4U);
    EXPECT_EQ(told.back().data.at("total").to_number<int>(), 41);
}

TEST_F(SubscriberOfJobs, HearsTheQueuesCountsWithoutAHintToo) {
    auto& socket = connect(root());
    ask(socket, "subscribe_queue", nullptr);
    world.jobs.erase(job.id);
    world.loop.pass(Milliseconds{2'100});

    ASSERT_EQ(socket.of("queue_stats").size(), 1U);
    EXPECT_EQ(socket.of("queue_stats").at(0).data.at("total").to_number<int>(), 0);
}

TEST_F(SubscriberOfJobs, IsCountedForNoLongerOnceItLeftTheQueue) {
    auto& socket = connect(root());
    ask(socket, "subscribe_queue", nullptr);
    ask(socket, "unsubscribe_queue", nullptr);
    world.loop.pass(Milliseconds{3'000});
    const auto counts = world.counts;
    world.loop.pass(Milliseconds{10'000});

    EXPECT_EQ(world.counts, counts);
}

}  // namespace
}  // namespace rollcall::live::jobs
