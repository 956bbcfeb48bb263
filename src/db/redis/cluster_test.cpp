// Two real nodes of a Redis Cluster.
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/script.hpp"
#include "tests/support/redis_process.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

using tests::RedisProcess;

// The keys of {foo} lie in slot 12182, those of {bar} in 5061.
constexpr const char* foo_slot = "12182";

class RedisClusterTest : public tests::RedisTest {
protected:
    void SetUp() override {
        RedisTest::SetUp();
        if (IsSkipped()) return;
        const std::array ranges{std::array{"0", "8191"}, std::array{"8192", "16383"}};
        for (const auto& [first, last] : ranges) {
            bus_ = std::to_string(tests::free_port());
            const RedisProcess::Options options{{"cluster-enabled", "yes"}, {"cluster-port", bus_}};
            nodes_.push_back(std::make_unique<RedisProcess>(options));
            Connection(settings_of(nodes_.size() - 1))
                .call({"CLUSTER", "ADDSLOTSRANGE", first, last});
        }
        Connection first(settings_of(0));
        first.call(Command{"CLUSTER", "MEET", "127.0.0.1"}.add(nodes_[1]->port()).add(bus_));
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            Connection node(settings_of(i));
            ASSERT_TRUE(tests::comes_true([&] {
                return node.call({"CLUSTER", "INFO"}).text.starts_with("cluster_state:ok");
            }));
        }
    }

    Settings settings_of(std::size_t node) const { return nodes_[node]->settings(); }
    std::string id_of(std::size_t node) const {
        return Connection(settings_of(node)).call({"CLUSTER", "MYID"}).text;
    }

private:
    std::vector<std::unique_ptr<RedisProcess>> nodes_;
    std::string bus_;
};

TEST_F(RedisClusterTest, AnyNodeLeadsToTheOneThatHasTheKeys) {
    Connection redis(settings_of(0));
    const Script adds("adds", {"return redis.call('INCRBY', KEYS[1], ARGV[1])"});

    EXPECT_EQ(redis.call({"INCR", "{foo}:n"}).integer, 1);
    EXPECT_EQ(redis.server(), settings_of(1).server);
    EXPECT_EQ(redis.run(adds, adds.call({"{foo}:n"}).add(2)).integer, 3);

    Connection direct(settings_of(1));
    EXPECT_EQ(direct.call({"GET", "{foo}:n"}).text, "3");
}

TEST_F(RedisClusterTest, AScriptMayBeUnknownWhereAPipelineIsSent) {
    Connection redis(settings_of(0));
    const Script pushes("pushes", {"return redis.call('RPUSH', KEYS[1], ARGV[1])"});
    std::vector<Command> calls;
    for (int i = 0; i < 50; ++i)
        calls.push_back(pushes.call({"{foo}:list"}).add(i));

    const auto replies = redis.run_all(pushes, calls);

    for (std::size_t i = 0; i < replies.size(); ++i)
        EXPECT_EQ(replies[i].integer, static_cast<int>(i) + 1);
    EXPECT_EQ(redis.call({"LINDEX", "{foo}:list", "49"}).text, "49");
}

TEST_F(RedisClusterTest, WhileASlotMovesNewKeysAreFoundWhereItGoes) {
    Connection here(settings_of(1));
    Connection there(settings_of(0));
    here.call({"SET", "{foo}:old", "here"});
    there.call({"CLUSTER", "SETSLOT", foo_slot, "IMPORTING", id_of(1)});
    here.call({"CLUSTER", "SETSLOT", foo_slot, "MIGRATING", id_of(0)});
    const Script sets("sets", {"return redis.call('SET', KEYS[1], ARGV[1])"});

    EXPECT_EQ(here.run(sets, sets.call({"{foo}:new"}).add("there")).text, "OK");
    EXPECT_EQ(here.call({"GET", "{foo}:new"}).text, "there");
    EXPECT_EQ(here.call({"GET", "{foo}:old"}).text, "here");

    EXPECT_EQ(here.server(), settings_of(1).server);
    EXPECT_EQ(there.call({"CLUSTER", "COUNTKEYSINSLOT", foo_slot}).integer, 1);
}

}  // namespace
}  // namespace rollcall::db::redis
