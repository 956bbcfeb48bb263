// What a change of users or keys does to sockets and streams that are open.
#include "live/jobs/guests.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/access.hpp"
#include "access/key_set.hpp"
#include "base/rate_limit.hpp"
#include "live/jobs/doorman.hpp"
#include "live/jobs/job_rooms.hpp"
#include "live/jobs/streams.hpp"
#include "tests/support/fake_sockets.hpp"
#include "tests/support/live_world.hpp"
#include "tests/support/memory_access.hpp"

namespace rollcall::live::jobs {
namespace {

namespace json = boost::json;
using access::Office;
using access::Role;
using support::FakeSocket;

class SilentWaker final : public Waker {
public:
    void wake() override {}
};

// Ana of Johannesburg, who signed in here, looks at a job of her municipality that is another's.
class GuestsWhoSignedIn : public testing::Test {
protected:
    GuestsWhoSignedIn() {
        world.feed.add(rooms);
        world.feed.add(queue);
        world.feed.add(streams);
        users.add({.email = "ana@example.org", .office = joburg()}, passwords.hash(password), {})
            .value();
        standing.refresh();
        token = logins.sign_in({"ana@example.org", password, "192.0.2.1"}).value().token;
    }

    static Office joburg() { return {Role::municipality_admin, "GP", "JHB"}; }
    static Office cape() { return {Role::municipality_admin, "WC", "CPT"}; }

    FakeSocket& socket_of(const std::string& shown) {
        auto& socket = space.add();
        socket.credentials = {{"token", shown}};
        doorman.connect(socket, [&](auto admitted) { socket.listener = std::move(*admitted); });
        socket.listener->connected();
        return socket;
    }
    void send(FakeSocket& socket, std::string_view event) {
        socket.listener->event(
            event, {.values = {json::object{{"job_id", job.id.text()}}}, .attachments = {}}, {}
        );
        world.run();
    }
    FakeSocket& following_socket() {
        auto& socket = socket_of(token);
        send(socket, "subscribe_bulk_upload_job");
        send(socket, "subscribe_queue");
        return socket;
    }
    std::unique_ptr<Stream> following_stream() {
        auto stream = streams.follow({job.id, token}, waker).value();
        world.run();
        return stream;
    }
    // As the store is asked, and then as long as it takes at most.
    void hear() {
        standing.refresh();
        world.loop.pass(Guests::interval);
    }
    bool hears_of_the_job(const FakeSocket& socket) const {
        return socket.rooms().contains(room_of_job(job.id));
    }

    static constexpr const char* password = "correct horse battery";
    support::LiveWorld world;
    const Clock& clock = world.loop.clock();
    tests::MemoryAudit audit{clock};
    tests::MemoryUsers users{clock, audit};
    access::Standing standing{users, clock};
    access::Gate gate{{.secret = std::string(32, 's'), .issuer = "", .audience = ""}, &standing};
    access::Passwords passwords{{.memory_bytes = 8 * kib, .passes = 1}};
    access::Logins logins{{users, audit, passwords, gate.rules(), clock}};
    RateLimit requests{{}};
    Guests guests{gate, world.loop};
    support::FakeNamespace space;
    SubscriberSettings settings;
    JobRooms rooms{space};
    QueueRooms queue{{}, {world.services, world.errands, world.loop, space}};
    Doorman doorman{{settings, world.feed, queue, world.loop, guests}, requests};
    Streams streams{{}, {world.feed, world.loop, guests}};
    SilentWaker waker;
    std::string token;
    queue::Job& job = world.add();
};

TEST_F(GuestsWhoSignedIn, AreOutOnceTheyAreDisabled) {
    const auto& socket = following_socket();
    const auto stream = following_stream();
    ASSERT_TRUE(hears_of_the_job(socket));

    users.set_disabled("ana@example.org", true, {}).value();
    hear();

    EXPECT_TRUE(socket.session_closed);
    EXPECT_TRUE(stream->has_ended());
}

TEST_F(GuestsWhoSignedIn, AreOutOnceTheyHaveAnotherPassword) {
    const auto& socket = following_socket();
    const auto stream = following_stream();

    users.set_password("ana@example.org", "another hash", {}).value();
    hear();

    EXPECT_TRUE(socket.session_closed);
    EXPECT_TRUE(stream->has_ended());
}

TEST_F(GuestsWhoSignedIn, AreOutOnceTheySignOutAndNobodyElseIs) {
    const auto& socket = following_socket();
    const auto stream = following_stream();
    const auto elsewhere = logins.sign_in({"ana@example.org", password, "192.0.2.2"}).value().token;
    const auto& other = socket_of(elsewhere);

    logins.sign_out(gate.admit(token, clock.now()).value(), "192.0.2.1").value();
    hear();

    EXPECT_TRUE(socket.session_closed);
    EXPECT_TRUE(stream->has_ended());
    EXPECT_FALSE(other.disconnected);
}

TEST_F(GuestsWhoSignedIn, WhoHaveAnotherAreaHearNoMoreOfTheOldOne) {
    const auto& socket = following_socket();
    const auto stream = following_stream();

    users.set_office("ana@example.org", cape(), {}).value();
    hear();

    EXPECT_FALSE(socket.disconnected);
    EXPECT_FALSE(hears_of_the_job(socket));
    EXPECT_THAT(
        socket.rooms(),
        testing::UnorderedElementsAre(
            room_of_user("ana@example.org"), "queue:municipality:3:CPT:ana@example.org"
        )
    );
    EXPECT_TRUE(stream->has_ended());
}

TEST_F(GuestsWhoSignedIn, WhoMayDoMoreHearOnAndHearMore) {
    const auto& socket = following_socket();
    const auto stream = following_stream();

    users.set_office("ana@example.org", {Role::super_admin, "", ""}, {}).value();
    hear();

    EXPECT_TRUE(hears_of_the_job(socket));
    EXPECT_TRUE(socket.rooms().contains("queue"));
    EXPECT_FALSE(stream->has_ended());
}

TEST_F(GuestsWhoSignedIn, StayWhenSomebodyElseIsChanged) {
    const auto& socket = following_socket();
    const auto stream = following_stream();
    const auto asked = socket.sent.size();

    users.add({.email = "zoe@example.org", .office = cape()}, "hash", {}).value();
    hear();

    EXPECT_TRUE(hears_of_the_job(socket));
    EXPECT_FALSE(stream->has_ended());
    EXPECT_EQ(socket.sent.size(), asked);
}

TEST_F(GuestsWhoSignedIn, StayWhileTheStoreIsSilent) {
    const auto& socket = following_socket();
    const auto stream = following_stream();
    world.loop.pass(access::Standing::silence_max + std::chrono::seconds(1));

    // Something to judge them by again.
    gate.use(access::keys_of(gate.rules()));
    world.loop.pass(Guests::interval);

    EXPECT_FALSE(socket.disconnected);
    EXPECT_FALSE(stream->has_ended());
}

TEST_F(GuestsWhoSignedIn, OfAKeyThatWasTakenAwayAreOut) {
    const auto& socket = following_socket();
    const auto stream = following_stream();

    gate.use(access::keys_of({.secret = std::string(32, 't'), .issuer = "", .audience = ""}));
    hear();

    EXPECT_TRUE(socket.session_closed);
    EXPECT_TRUE(stream->has_ended());
}

TEST_F(GuestsWhoSignedIn, AreAllJudgedHoweverManyTheyAre) {
    for (int number = 0; number <= 3 * Guests::judged_at_once; ++number)
        socket_of(token);

    users.set_disabled("ana@example.org", true, {}).value();
    hear();
    // Some in a go; in between the loop has others to serve.
    EXPECT_EQ(
        std::ranges::count(space.sockets, true, &FakeSocket::disconnected), Guests::judged_at_once
    );
    world.loop.pass(Milliseconds{10});

    EXPECT_TRUE(std::ranges::all_of(space.sockets, &FakeSocket::disconnected));
}

TEST_F(GuestsWhoSignedIn, WhoGoMeanwhileAreNotAsked) {
    auto& socket = socket_of(token);
    auto& other = socket_of(token);
    other.listener.reset();
    socket.listener.reset();

    users.set_disabled("ana@example.org", true, {}).value();
    hear();

    EXPECT_FALSE(socket.disconnected);
    EXPECT_FALSE(world.loop.timers().next().has_value())
        << "nobody is inside, nothing is looked at";
}

}  // namespace
}  // namespace rollcall::live::jobs
