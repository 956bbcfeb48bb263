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
using testing::StartsWith;

class DeafWaker final : public Waker {
public:
    void wake() override {}
};

class FrontOfJobs : public testing::Test {
protected:
    FrontOfJobs() {
        FrontSettings settings;
        settings.tokens = rules;
        front = make_front(settings, world.services, world.loop, world.bus);
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
    // Opens a session and connects with a token.
    void connect(const std::string& user) {
        const auto open = boost::json::parse(poll().substr(1)).as_object();
        sid = std::string(open.at("sid").as_string());
        const access::Principal who{
            .user_id = user,
            .email = user + "@example.org",
            .role = access::Role::municipality_admin,
            .province_code = "GP",
            .municipality_code = "JHB"};
        const auto token =
            access::issue_token(who, rules, world.loop.clock().now(), std::chrono::hours(12));
        post("40{\"token\":\"" + token + "\"}");
        ASSERT_THAT(poll(), StartsWith("40{\"sid\":"));
    }

    support::LiveWorld world;
    DeafWaker waker;
    access::TokenRules rules{
        .secret = std::string(32, 's'),
        .issuer = "",
        .audience = "",
        .leeway = std::chrono::seconds(60)};
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
    const auto stream =
        front->follow({job.id, world.loop.clock().now() + std::chrono::hours(1)}, waker);
    ASSERT_TRUE(stream.has_value());
    front->shut_down();

    EXPECT_TRUE((*stream)->has_ended());
    const auto at = target();
    EXPECT_EQ(engine().post(request("POST", at), "").status, 503U);
}

}  // namespace
}  // namespace rollcall::live::jobs
