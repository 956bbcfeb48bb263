#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "db/redis/combined_script.hpp"
#include "db/redis/command.hpp"
#include "db/redis/connection.hpp"
#include "db/redis/failure.hpp"
#include "db/redis/pool.hpp"
#include "db/redis/script.hpp"
#include "tests/support/redis_server.hpp"

namespace rollcall::db::redis {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Says each word again, and notes how many there were; the word `bad` it refuses.
const Script echo("echo", {R"(redis.call('RPUSH', KEYS[1], ARGV[1])
        local said = {}
        for n = 2, #ARGV do
            said[n - 1] = ARGV[n] == 'bad' and redis.error_reply('BAD word') or ARGV[n]
        end
        return said)"});

class CombinedScriptTest : public tests::RedisTest {
protected:
    using Words = std::vector<std::string>;

    // What each call heard, when all wait behind a first one that is held.
    std::vector<Words> say_together(const std::vector<Words>& calls) {
        constexpr std::size_t words_max = 4;
        Pool pool(settings(), prefix(), 1);
        CombinedScript script(pool, echo, echo.call({key("counts")}), words_max);
        std::vector<Words> heard(calls.size());
        const Words first{"first"};
        Words heard_by_first;
        std::vector<std::jthread> threads;
        pool.with([&](Connection&) {
            // The only connection is taken: whoever comes first waits for it.
            const auto come = [&](const Words& words, Words& into) {
                const auto before = script.present();
                threads.emplace_back([&] { into = say(script, words); });
                while (script.present() == before)
                    std::this_thread::yield();
            };
            come(first, heard_by_first);
            for (std::size_t i = 0; i < calls.size(); ++i)
                come(calls[i], heard[i]);
        });
        threads.clear();
        return heard;
    }

    // How many words each call of the script had.
    Words counts() {
        Connection redis(settings());
        Words counts;
        for (const auto& item : redis.call({"LRANGE", key("counts"), "0", "-1"}).items)
            counts.push_back(item.text);
        return counts;
    }

    static Words say(CombinedScript& script, const Words& words) {
        Command command{};
        for (const auto& word : words)
            command.add(word);
        Words heard;
        try {
            for (const auto& item : script.run(words.size(), command))
                heard.push_back(item.text);
        } catch (const RedisFailure& failure) {
            heard.emplace_back(failure.what());
        }
        return heard;
    }
};

TEST_F(CombinedScriptTest, CallsThatComeTogetherAreOneAndEachHearsItsOwn) {
    const auto heard = say_together({{"a"}, {"b", "c"}, {"d"}});

    EXPECT_THAT(heard, ElementsAre(Words{"a"}, Words({"b", "c"}), Words{"d"}));
    EXPECT_THAT(counts(), ElementsAre("1", "4"));
}

TEST_F(CombinedScriptTest, NoCallIsLargerThanItMay) {
    const auto heard = say_together({{"a", "b", "c"}, {"d", "e"}});

    EXPECT_THAT(heard, ElementsAre(Words({"a", "b", "c"}), Words({"d", "e"})));
    EXPECT_THAT(counts(), ElementsAre("1", "3", "2"));
}

TEST_F(CombinedScriptTest, ARefusalIsForWhoseItIs) {
    const auto heard = say_together({{"a"}, {"b", "bad"}, {"c"}});

    EXPECT_EQ(heard.at(0), Words{"a"});
    EXPECT_THAT(heard.at(1), ElementsAre(HasSubstr("echo: BAD word")));
    EXPECT_EQ(heard.at(2), Words{"c"});
}

TEST_F(CombinedScriptTest, WhatFailsAsAWholeIsToldToAll) {
    Connection(settings()).call({"SET", key("counts"), "no list"});

    const auto heard = say_together({{"a"}, {"b"}});

    EXPECT_THAT(heard.at(0), ElementsAre(HasSubstr("WRONGTYPE")));
    EXPECT_EQ(heard.at(0), heard.at(1));
}

TEST_F(CombinedScriptTest, AnotherNumberOfAnswersIsARefusal) {
    const Script silent("silent", {"return {}"});
    Pool pool(settings(), prefix(), 1);
    CombinedScript script(pool, silent, silent.call({key("counts")}), 1);

    EXPECT_THAT(say(script, {"a"}), ElementsAre(HasSubstr("silent: 0 answers to 1 questions")));
}

}  // namespace
}  // namespace rollcall::db::redis
