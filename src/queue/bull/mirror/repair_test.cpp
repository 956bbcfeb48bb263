#include "queue/bull/mirror/repair.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/redis.hpp"
#include "queue/bull/keys.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class RepairOf : public tests::RedisTest {
protected:
    void SetUp() override {
        RedisTest::SetUp();
        if (IsSkipped()) return;
        pool_.emplace(settings(), "rollcall-test");
        keys_ = Keys::make(prefix(), "q").value();
        repair_.emplace(*pool_, *keys_);
    }

    db::redis::Reply call(const db::redis::Command& command) {
        return pool_->with([&](auto& connection) { return connection.call(command); });
    }
    std::string key(std::string_view suffix) const { return keys_->of(suffix); }
    Repair& repair() { return *repair_; }
    std::vector<std::string> waiting() {
        std::vector<std::string> ids;
        for (const auto& item : call({"LRANGE", key("wait"), "0", "-1"}).items)
            ids.push_back(item.text);
        return ids;
    }

private:
    std::optional<db::redis::Pool> pool_;
    std::optional<Keys> keys_;
    std::optional<Repair> repair_;
};

TEST_F(RepairOf, FindsNothingInAQueueThatIsWell) {
    call({"HSET", key("1"), "data", "{}", "opts", R"({"attempts":1})"});
    call({"LPUSH", key("wait"), "1"});
    const auto damage = repair().look();

    EXPECT_THAT(damage.ghosts, IsEmpty());
    EXPECT_THAT(damage.broken, IsEmpty());
}

TEST_F(RepairOf, TakesGhostsAwayAndLeavesTheRest) {
    call({"HSET", key("1"), "data", "{}"});
    call({"LPUSH", key("wait"), "1", "ghost"});
    call({"ZADD", key("delayed"), "1", "late ghost"});
    const auto damage = repair().look();
    EXPECT_THAT(damage.ghosts, ElementsAre("ghost", "late ghost"));

    repair().mend(damage);

    EXPECT_THAT(waiting(), ElementsAre("1"));
    EXPECT_EQ(call({"ZCARD", key("delayed")}).integer, 0);
    EXPECT_THAT(repair().look().ghosts, IsEmpty());
}

TEST_F(RepairOf, TakesAnyNumberOfGhostsOutOfEveryList) {
    constexpr int ghosts = 50'000;
    call({"HSET", key("1"), "data", "{}"});
    call({"HSET", key("2"), "data", "{}"});
    for (const auto* list : {"wait", "active"}) {
        call(
            {"EVAL",
             "for n = 1, ARGV[1] do redis.call('LPUSH', KEYS[1], 'ghost ' .. n) end",
             "1",
             key(list),
             std::to_string(ghosts)}
        );
    }
    call({"LINSERT", key("wait"), "BEFORE", "ghost 1234", "1"});
    call({"LPUSH", key("wait"), "2"});
    call({"SADD", key("stalled"), "ghost 7", "1"});
    const auto damage = repair().look();
    EXPECT_EQ(damage.ghosts.size(), ghosts);

    repair().mend(damage);

    EXPECT_THAT(waiting(), ElementsAre("2", "1"));
    EXPECT_EQ(call({"EXISTS", key("active")}).integer, 0);
    EXPECT_EQ(call({"SCARD", key("stalled")}).integer, 1);
}

TEST_F(RepairOf, PutsAsideEveryKeyThatIsSomethingElse) {
    call({"HSET", key("7"), "data", "{}"});
    call({"LPUSH", key("wait"), "7"});
    const std::vector<std::string> hashes{
        "id",
        "paused",
        "active",
        "delayed",
        "completed",
        "failed",
        "priority",
        "stalled",
        "rollcall:late",
        "meta-paused",
        "stalled-check",
        "limiter",
        "limiter:limited",
        "repeat",
        "metrics:completed:data",
        "metrics:failed:data",
        "rollcall:memory",
        "rollcall:paused",
        "rollcall:seen",
        "7:lock",
        "7:logs"};
    for (const auto& name : hashes)
        call({"HSET", key(name), "something", "else"});
    for (const auto* name : {"meta", "limiter:index", "metrics:completed", "metrics:failed"})
        call({"RPUSH", key(name), "something else"});
    const auto damage = repair().look();
    EXPECT_EQ(damage.broken.size(), hashes.size() + 4);

    repair().mend(damage);

    EXPECT_THAT(repair().look().broken, IsEmpty());
    EXPECT_THAT(waiting(), ElementsAre("7"));
    EXPECT_EQ(call({"GET", key("id")}).text, "7");
}

TEST_F(RepairOf, PutsAsideACounterThatIsNoNumber) {
    call({"SET", key("id"), "seven"});
    const auto damage = repair().look();
    EXPECT_THAT(damage.broken, ElementsAre(key("id")));

    repair().mend(damage);

    EXPECT_EQ(call({"INCR", key("id")}).integer, 1);
}

TEST_F(RepairOf, PutsAsideWhatCannotBeRead) {
    call({"HSET", key("1"), "data", "{no json"});
    call({"SET", key("2"), "no hash"});
    call({"LPUSH", key("wait"), "1", "2"});
    call({"SET", key("delayed"), "no set"});
    const auto damage = repair().look();
    EXPECT_THAT(damage.broken, ElementsAre(key("delayed"), key("1"), key("2")));

    repair().mend(damage);

    EXPECT_THAT(waiting(), IsEmpty());
    EXPECT_EQ(call({"EXISTS", key("1"), key("2"), key("delayed")}).integer, 0);
    EXPECT_EQ(call({"KEYS", key("*:broken-*")}).items.size(), 3U);
    EXPECT_THAT(repair().look().broken, IsEmpty());
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
