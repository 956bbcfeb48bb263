// Each role at a socket and at a stream of each kind of job, against a table that is not the
// program's own.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "access/access.hpp"
#include "base/rate_limit.hpp"
#include "live/jobs/doorman.hpp"
#include "live/jobs/job_rooms.hpp"
#include "live/jobs/streams.hpp"
#include "tests/support/fake_sockets.hpp"
#include "tests/support/live_world.hpp"
#include "tests/support/who_sees_whose.hpp"

namespace rollcall::live::jobs {
namespace {

namespace json = boost::json;
using access::Role;
using queue::JobState;
using support::all_roles;
using support::asker;
using support::every_whose;
using support::FakeSocket;
using support::Whose;

class SilentWaker final : public Waker {
public:
    void wake() override {}
};

class MatrixOfHearers : public testing::TestWithParam<std::tuple<Role, Whose>> {
protected:
    MatrixOfHearers() {
        world.feed.add(rooms);
        world.feed.add(queue);
        world.feed.add(streams);
        job.owner = support::as_owner(support::owner(role, whose));
        socket.credentials = {{"token", token()}};
        doorman.connect(socket, [&](auto admitted) { socket.listener = std::move(*admitted); });
        socket.listener->connected();
    }

    std::string token() const {
        return access::issue_token(
            asker(role), gate.rules(), world.loop.clock().now(), std::chrono::hours(12)
        );
    }
    json::object ask(std::string_view event) {
        std::optional<json::object> answer;
        socket.listener->event(
            event,
            {.values = {json::object{{"job_id", job.id.text()}}}, .attachments = {}},
            [&](const socket_io::Arguments& said) { answer = said.values.at(0).as_object(); }
        );
        world.run();
        world.loop.pass(Milliseconds{100});
        return answer.value();
    }

    const Role role = std::get<0>(GetParam());
    const Whose whose = std::get<1>(GetParam());
    const bool is_seen = support::sees(role, whose);
    support::LiveWorld world;
    access::Gate gate{{.secret = std::string(32, 's'), .issuer = "", .audience = ""}};
    RateLimit requests{{}};
    Guests guests{gate, world.loop};
    support::FakeNamespace space;
    SubscriberSettings settings;
    JobRooms rooms{space};
    QueueRooms queue{{}, {world.services, world.errands, world.loop, space}};
    Doorman doorman{{settings, world.feed, queue, world.loop, guests}, requests};
    Streams streams{{}, {world.feed, world.loop, guests}};
    SilentWaker waker;
    queue::Job& job = world.add();
    FakeSocket& socket = space.add();
};

TEST_P(MatrixOfHearers, SubscribesToWhatItMaySee) {
    const auto answer = ask("subscribe_bulk_upload_job");

    EXPECT_EQ(answer.at("success").as_bool(), is_seen);
    EXPECT_EQ(socket.rooms().contains(room_of_job(job.id)), is_seen);
    EXPECT_EQ(json::serialize(answer).find("other@example.org"), std::string::npos);
}

TEST_P(MatrixOfHearers, HearsOfItsOwnUnaskedAndOfOthersWhenItAsked) {
    world.change(job, JobState::active);
    world.run();
    EXPECT_EQ(socket.sent.empty(), whose != Whose::own);

    ask("subscribe_bulk_upload_job");
    socket.sent.clear();
    world.change(job, JobState::completed);
    world.run();

    EXPECT_EQ(socket.of("bulk_upload_complete").size(), is_seen ? 1U : 0U);
}

TEST_P(MatrixOfHearers, CountsAndHearsOfTheQueueWhatItMaySee) {
    const auto counts = ask("subscribe_queue").at("data").as_object();
    EXPECT_EQ(counts.at("total").to_number<int>(), is_seen ? 1 : 0);

    world.change(job, JobState::active);
    world.run();

    EXPECT_EQ(socket.of("job_started").size(), is_seen ? 1U : 0U);
}

TEST_P(MatrixOfHearers, FollowsAStreamOfWhatItMaySee) {
    const auto stream = streams.follow({job.id, token()}, waker).value();
    world.run();

    std::string text;
    stream->take(text);
    EXPECT_EQ(stream->has_ended(), !is_seen);
    EXPECT_EQ(text.empty(), !is_seen);
}

INSTANTIATE_TEST_SUITE_P(
    EveryRole,
    MatrixOfHearers,
    testing::Combine(testing::ValuesIn(all_roles), testing::ValuesIn(every_whose)),
    [](const auto& test) {
        return std::string(to_string(std::get<0>(test.param))) + "_of_" +
               std::string(support::name_of(std::get<1>(test.param)));
    }
);

}  // namespace
}  // namespace rollcall::live::jobs
