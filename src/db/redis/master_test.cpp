#include "db/redis/master.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/session.hpp"
#include "db/redis/settings.hpp"
#include "tests/support/canned_redis.hpp"
#include "tests/support/redis_failure.hpp"
#include "tests/support/redis_process.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using tests::CannedRedis;
using tests::failure_of;
using tests::RedisProcess;

std::string text(const std::string& word) {
    return "$" + std::to_string(word.size()) + "\r\n" + word + "\r\n";
}

// A sentinel that names this server.
CannedRedis::Answers naming(const Endpoint& master) {
    return [=](const CannedRedis::Words& words) {
        if (words[0] == "AUTH") return CannedRedis::Answer{"+OK\r\n"};
        return CannedRedis::Answer{
            "*2\r\n" + text(master.host) + text(std::to_string(master.port))};
    };
}

CannedRedis::Answers always(const std::string& bytes) {
    return [=](const CannedRedis::Words&) { return CannedRedis::Answer{bytes}; };
}

Settings settings_of(const std::vector<Endpoint>& sentinels) {
    Settings settings;
    settings.sentinels = sentinels;
    settings.master_name = "mymaster";
    return settings;
}

TEST(RedisMaster, IsTheOneThatASentinelNames) {
    CannedRedis master(always("+OK\r\n"));
    CannedRedis sentinel(naming(master.endpoint()));

    EXPECT_EQ(meet_master(settings_of({sentinel.endpoint()}))->server(), master.endpoint());

    EXPECT_THAT(sentinel.asked(), ElementsAre("SENTINEL GET-MASTER-ADDR-BY-NAME mymaster"));
}

TEST(RedisMaster, SentinelsHaveAPasswordOfTheirOwnAndNoDatabases) {
    CannedRedis master(always("+OK\r\n"));
    CannedRedis sentinel(naming(master.endpoint()));
    auto settings = settings_of({sentinel.endpoint()});
    settings.username = "bull";
    settings.password = "secret";
    settings.database = 2;
    settings.sentinel_password = "other";

    meet_master(settings);

    EXPECT_THAT(master.asked(), ElementsAre("AUTH bull secret", "SELECT 2"));
    EXPECT_THAT(
        sentinel.asked(), ElementsAre("AUTH other", "SENTINEL GET-MASTER-ADDR-BY-NAME mymaster")
    );
}

TEST(RedisMaster, TheNextSentinelIsAskedWhenOneIsDeadOrKnowsNothing) {
    CannedRedis master(always("+OK\r\n"));
    const Endpoint dead{"127.0.0.1", tests::free_port()};
    CannedRedis ignorant(always("*-1\r\n"));
    CannedRedis confused(always("*2\r\n:1\r\n:2\r\n"));
    CannedRedis refusing(always("-IDONTKNOW I have no idea\r\n"));
    CannedRedis sentinel(naming(master.endpoint()));

    const auto settings = settings_of(
        {dead, ignorant.endpoint(), confused.endpoint(), refusing.endpoint(), sentinel.endpoint()}
    );

    EXPECT_EQ(meet_master(settings)->server(), master.endpoint());
}

TEST(RedisMaster, NoneIsOutOfReachAndEachSentinelSaysWhy) {
    const Endpoint dead{"127.0.0.1", tests::free_port()};
    CannedRedis ignorant(always("*-1\r\n"));

    const auto failure = failure_of([&] { meet_master(settings_of({dead, ignorant.endpoint()})); });

    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
    EXPECT_THAT(failure.what(), HasSubstr(std::to_string(dead.port)));
    EXPECT_THAT(failure.what(), HasSubstr("knows no master mymaster"));
}

TEST(RedisMaster, TheNextServerIsTakenWhenOneIsDead) {
    CannedRedis second(always("+OK\r\n"));
    Settings settings;
    settings.server = {"127.0.0.1", tests::free_port()};
    settings.further = {second.endpoint()};

    EXPECT_EQ(meet_master(settings)->server(), second.endpoint());

    settings.further = {{"127.0.0.1", tests::free_port()}};
    const auto failure = failure_of([&] { meet_master(settings); });
    EXPECT_EQ(failure.trouble(), Trouble::unreachable);
    EXPECT_THAT(failure.what(), HasSubstr(std::to_string(settings.server.port)));
    EXPECT_THAT(failure.what(), HasSubstr(std::to_string(settings.further.front().port)));
}

class RedisFailoverTest : public tests::RedisTest {};

TEST_F(RedisFailoverTest, ASentinelThatNamesAReplicaIsNotBelieved) {
    RedisProcess master;
    RedisProcess replica;
    Connection(replica.settings()).call({"REPLICAOF", "127.0.0.1", "1"});
    CannedRedis stale(naming(replica.settings().server));
    CannedRedis sentinel(naming(master.settings().server));

    const auto session = meet_master(settings_of({stale.endpoint(), sentinel.endpoint()}));

    EXPECT_EQ(session->server(), master.settings().server);
    EXPECT_THAT(
        failure_of([&] { meet_master(settings_of({stale.endpoint()})); }).what(),
        HasSubstr("a replica, not the master")
    );
}

TEST_F(RedisFailoverTest, AfterAFailoverTheNewMasterIsFound) {
    RedisProcess first;
    const RedisProcess::Options follows{{"replicaof", "127.0.0.1 " + std::to_string(first.port())}};
    RedisProcess second(follows);
    // A sentinel that starts now learns of it at once; else it asks again after ten seconds.
    Connection witness(first.settings());
    EXPECT_TRUE(tests::comes_true([&] {
        return witness.call({"INFO", "replication"}).text.find("state=online") != std::string::npos;
    }));
    auto sentinel = RedisProcess::sentinel_of("mymaster", first.port());
    const auto settings = settings_of({sentinel.settings().server});
    EXPECT_EQ(meet_master(settings)->server(), first.settings().server);

    Session administrator(sentinel.settings().server, {}, {});
    // Refused as long as the sentinel has not found the replica.
    EXPECT_TRUE(tests::comes_true([&] {
        return !administrator.ask({"SENTINEL", "FAILOVER", "mymaster"}).is_error();
    }));

    EXPECT_TRUE(tests::comes_true([&] {
        try {
            return meet_master(settings)->server() == second.settings().server;
        } catch (const RedisFailure&) {
            return false;
        }
    }));
    EXPECT_EQ(Connection(settings).call({"SET", "a", "b"}).text, "OK");
}

}  // namespace
}  // namespace rollcall::db::redis
