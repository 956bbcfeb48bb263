// All of live/ put together, as net/ holds it: a client that polls.
#include "live/jobs/front.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/live_world.hpp"

namespace rollcall::live::jobs {
namespace {

using queue::JobState;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class DeafWaker final : public Waker {
public:
    void wake() override {}
};

class FrontOfJobs : public testing::Test {
protected:
    explicit FrontOfJobs(bool recovery = false) {
        FrontSettings settings;
        settings.sockets.recovery = recovery;
        front = make_front(settings, world.services, {gate, requests, world.loop, world.bus});
    }

    engine_io::Server& engine() { return *front->engine_at("/socket.io/"); }
    engine_io::Request request(std::string_view method, const std::string& target) const {
        return {
            .method = method,
            .target = target,
            .headers = headers,
            .peer = "127.0.0.1",
            .secure = false};
    }
    std::string target() const {
        const std::string base = "/socket.io/?EIO=4&transport=polling";
        return sid.empty() ? base : base + "&sid=" + sid;
    }
    std::string poll() {
        const auto at = target();
        const auto poll = engine().poll(request("GET", at), waker);
        world.run();
        const auto answer = poll->take_answer();
        return answer ? answer->body : "nothing yet";
    }
    void post(const std::string& packet) {
        const auto at = target();
        EXPECT_EQ(engine().post(request("POST", at), packet).status, 200U);
        world.run();
    }
    static access::Principal person(const std::string& user) {
        return {
            .user_id = user,
            .email = user + "@example.org",
            .role = access::Role::municipality_admin,
            .province_code = "GP",
            .municipality_code = "JHB"};
    }
    // Opens a session and connects with a token and what more CONNECT shall say; what that brings.
    std::string connect(const access::Principal& who, boost::json::object auth = {}) {
        sid.clear();
        const auto open = boost::json::parse(poll().substr(1)).as_object();
        sid = std::string(open.at("sid").as_string());
        auth["token"] =
            access::issue_token(who, rules, world.loop.clock().now(), std::chrono::hours(12));
        post("40" + boost::json::serialize(auth));
        return poll();
    }
    void connect(const std::string& user) {
        ASSERT_THAT(connect(person(user)), StartsWith("40{\"sid\":"));
    }
    void subscribe() {
        post("421[\"subscribe_bulk_upload_job\",{\"job_id\":\"" + job.id.text() + "\"}]");
        ASSERT_THAT(poll(), HasSubstr("431[{\"success\":true,"));
    }

    support::LiveWorld world;
    DeafWaker waker;
    access::TokenRules rules{
        .secret = std::string(32, 's'),
        .issuer = "",
        .audience = "",
        .leeway = std::chrono::seconds(60)};
    access::Gate gate{rules};
    RateLimit requests{{}};
    std::vector<std::pair<std::string, std::string>> headers;
    std::unique_ptr<Front> front;
    std::string sid;
    queue::Job& job = world.add();
};

TEST_F(FrontOfJobs, HasOneEngineAndOnlyThere) {
    for (const auto* path : {"/socket.io/", "/socket.io"}) {
        EXPECT_NE(front->engine_at(path), nullptr) << path;
        EXPECT_TRUE(front->takes_websockets_at(path)) << path;
    }
    for (const auto* path : {"/", "/socket.iox/", "/socket.io/x", "/api/v1/bulk-upload/status"}) {
        EXPECT_EQ(front->engine_at(path), nullptr) << path;
        EXPECT_FALSE(front->takes_websockets_at(path)) << path;
    }
}

TEST_F(FrontOfJobs, AnswersASubscriptionAndTellsWhatFollows) {
    connect("pretoria");
    post("421[\"subscribe_bulk_upload_job\",{\"job_id\":\"" + job.id.text() + "\"}]");
    EXPECT_THAT(
        poll(), AllOf(StartsWith("431[{\"success\":true,\"data\":{"), HasSubstr("\"seq\":1}]"))
    );
    world.loop.pass(Milliseconds{150});
    world.get_on(job, 40);
    world.run();
    EXPECT_THAT(
        poll(), AllOf(StartsWith("42[\"bulk_upload_progress\",{"), HasSubstr("\"progress\":40"))
    );
    world.change(job, JobState::completed);
    world.run();

    EXPECT_THAT(poll(), StartsWith("42[\"bulk_upload_complete\",{"));
}

TEST_F(FrontOfJobs, KeepsForASlowClientOnlyTheLatestProgressAndTheEnd) {
    connect("joburg");
    for (std::uint32_t percent = 10; percent <= 90; percent += 10) {
        world.get_on(job, percent);
        world.loop.pass(Milliseconds{150});
    }
    world.change(job, JobState::completed);
    world.run();
    const auto told = poll();

    EXPECT_THAT(
        told,
        AllOf(
            StartsWith("42[\"bulk_upload_progress\",{"),
            HasSubstr("\"progress\":90"),
            HasSubstr("\x1e"
                      "42[\"bulk_upload_complete\",{")
        )
    );
    EXPECT_EQ(told.find("\"progress\":80"), std::string::npos);
}

TEST_F(FrontOfJobs, RefusesWhoShowsNoToken) {
    const auto open = boost::json::parse(poll().substr(1)).as_object();
    sid = std::string(open.at("sid").as_string());
    post("40");

    EXPECT_EQ(poll(), "44{\"message\":\"Authentication token required\"}");
}

TEST_F(FrontOfJobs, TellsEverybodyWhenTheServerStops) {
    const auto token = access::issue_token(
        person("joburg"), rules, world.loop.clock().now(), std::chrono::hours(12)
    );
    const auto stream = front->follow({job.id, token}, waker);
    ASSERT_TRUE(stream.has_value());
    front->shut_down();

    EXPECT_TRUE((*stream)->has_ended());
    const auto at = target();
    EXPECT_EQ(engine().post(request("POST", at), "").status, 503U);
}

// A client that is cut off after its first event, and comes back.
class ACutOffClient : public FrontOfJobs {
protected:
    ACutOffClient() : FrontOfJobs(true) {}

    // Connects and hears of the job, so that it has an offset; `more` is what else it asks for.
    void connect_and_hear(const access::Principal& who, const std::string& more = {}) {
        const auto welcome = boost::json::parse(connect(who).substr(2)).as_object();
        private_id = std::string(welcome.at("pid").as_string());
        subscribe();
        if (!more.empty()) {
            post(more);
            poll();
        }
        world.loop.pass(Milliseconds{150});
        world.change(job, JobState::active);
        world.run();
        const auto told = poll();
        const auto begin = told.rfind(",\"") + 2;
        offset = told.substr(begin, told.rfind('"') - begin);
    }
    // Its silence is noticed.
    void cut_off() { world.loop.pass(Milliseconds{46'000}); }
    std::string come_back(const access::Principal& who) {
        return connect(who, {{"pid", private_id}, {"offset", offset}});
    }

    void expect_the_end_once(const access::Principal& who) {
        connect_and_hear(who);
        cut_off();
        world.change(job, JobState::completed);
        world.loop.pass(Milliseconds{5'000});

        EXPECT_THAT(
            come_back(who),
            AllOf(StartsWith("42[\"bulk_upload_complete\",{"), HasSubstr(private_id))
        );
        world.loop.pass(Milliseconds{5'000});
        EXPECT_EQ(poll(), "nothing yet");
    }

    std::string private_id;
    std::string offset;
};

TEST_F(ACutOffClient, IsToldOnceTheEndThatItMissed) {
    expect_the_end_once(person("pretoria"));
}

TEST_F(ACutOffClient, IsToldOnceTheEndOfItsOwnJob) {
    expect_the_end_once(person("joburg"));
}

TEST_F(ACutOffClient, IsToldTheEndThoughItsHintWasLost) {
    connect_and_hear(person("pretoria"));
    cut_off();
    job.state = JobState::completed;
    job.finished_at = world.loop.clock().now();
    ++job.seq;
    world.loop.pass(Milliseconds{5'000});

    EXPECT_THAT(come_back(person("pretoria")), StartsWith("42[\"bulk_upload_complete\",{"));
}

TEST_F(ACutOffClient, WatchesTheQueueAgain) {
    connect_and_hear(person("joburg"), "422[\"subscribe_queue\"]");
    cut_off();
    EXPECT_THAT(come_back(person("joburg")), HasSubstr(private_id));
    world.change(job, JobState::completed);
    world.run();

    EXPECT_THAT(poll(), HasSubstr("42[\"job_finished\",{"));
}

TEST_F(ACutOffClient, GetsNothingBackWithoutTheSameReach) {
    auto stranger = person("cape");
    stranger.municipality_code = "CPT";
    stranger.province_code = "WC";
    auto narrower = person("gauteng");
    auto before = narrower;
    before.role = access::Role::province_admin;
    before.municipality_code.clear();
    narrower.municipality_code = "TSH";
    for (const auto& who : {stranger, narrower}) {
        SCOPED_TRACE(who.user_id);
        job.state = JobState::waiting;
        connect_and_hear(before);
        cut_off();
        world.get_on(job, job.progress + 10);
        world.loop.pass(Milliseconds{1'000});

        EXPECT_THAT(come_back(who), AllOf(StartsWith("40{"), Not(HasSubstr(private_id))));
        world.get_on(job, job.progress + 10);
        world.loop.pass(Milliseconds{1'000});
        EXPECT_EQ(poll(), "nothing yet");
    }
}

}  // namespace
}  // namespace rollcall::live::jobs
