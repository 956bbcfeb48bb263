#include "db/redis/command.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::db::redis {
namespace {

using testing::ElementsAre;

std::string sent(const Command& command) {
    std::string bytes;
    command.append_to(bytes);
    return bytes;
}

TEST(RedisCommand, IsAnArrayOfWordsOnTheWire) {
    EXPECT_EQ(sent({"SET", "key", ""}), "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$0\r\n\r\n");
}

TEST(RedisCommand, WordsMayBeOfAnyBytes) {
    const std::string_view bytes("\r\n\0$5\r\n\xff", 8);
    const Command command{"SET", bytes, "end"};

    EXPECT_THAT(command.words(), ElementsAre("SET", bytes, "end"));
    EXPECT_EQ(command.name(), "SET");
}

TEST(RedisCommand, WordsOfAnotherCanBeAppended) {
    const Command more{"b", "c"};

    Command command{"X", "a"};
    command.append(more).append({});

    EXPECT_THAT(command.words(), ElementsAre("X", "a", "b", "c"));
    EXPECT_EQ(sent(command), "*4\r\n$1\r\nX\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n");
}

TEST(RedisCommand, NumbersAreWrittenInFull) {
    Command command{"X"};
    command.add(std::numeric_limits<std::int64_t>::min())
        .add(std::numeric_limits<std::uint64_t>::max())
        .add(0);

    EXPECT_THAT(
        command.words(), ElementsAre("X", "-9223372036854775808", "18446744073709551615", "0")
    );
}

TEST(RedisCommand, SeveralStandOneAfterTheOther) {
    std::string bytes;
    Command{"PING"}.append_to(bytes);
    Command{"GET", "a"}.append_to(bytes);

    EXPECT_EQ(bytes, "*1\r\n$4\r\nPING\r\n*2\r\n$3\r\nGET\r\n$1\r\na\r\n");
}

TEST(RedisCommand, ItsFirstWordsCanBeOthers) {
    const auto other = Command{"EVALSHA", "abc", "1", "key", "value"}.with_first({"EVAL", "text"});

    EXPECT_THAT(other.words(), ElementsAre("EVAL", "text", "1", "key", "value"));
    EXPECT_TRUE(sent(other).starts_with("*5\r\n"));
}

TEST(RedisCommand, WithoutWordsHasNoName) {
    EXPECT_EQ(Command({}).name(), "");
}

}  // namespace
}  // namespace rollcall::db::redis
