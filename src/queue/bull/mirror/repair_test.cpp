#include "queue/bull/mirror/repair.hpp"

#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/redis.hpp"
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
