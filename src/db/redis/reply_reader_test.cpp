#include "db/redis/reply_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "db/redis/reply.hpp"

namespace rollcall::db::redis {
namespace {

using Kind = Reply::Kind;

// The replies of these bytes, which come `piece` at a time; "refused" ends them.
std::vector<Reply> read(std::string_view bytes, std::size_t piece, ReplyLimits limits = {}) {
    ReplyReader reader(limits);
    std::vector<Reply> replies;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(bytes.substr(at, piece));
        for (;;) {
            auto reply = reader.next();
            if (!reply) {
                replies.push_back({.kind = Kind::error, .text = "refused", .items = {}});
                return replies;
            }
            if (!*reply) break;
            replies.push_back(std::move(**reply));
        }
    }
    return replies;
}

bool is_refused(std::string_view bytes, ReplyLimits limits = {}) {
    const auto replies = read(bytes, 1, limits);
    return replies.size() == 1 && replies[0].text == "refused";
}

TEST(RedisReplyReader, ReadsEveryKindHoweverTheBytesAreCut) {
    constexpr std::string_view bytes =
        "+OK\r\n-ERR "
        "no\r\n:-9223372036854775808\r\n$5\r\na\r\n\r\n\r\n$-1\r\n*-1\r\n$0\r\n\r\n*0\r\n"
        "*3\r\n:1\r\n*2\r\n$1\r\nx\r\n-WRONG y\r\n$-1\r\n";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, bytes.size()}) {
        SCOPED_TRACE(piece);

        const auto replies = read(bytes, piece);

        ASSERT_EQ(replies.size(), 9U);
        EXPECT_EQ(replies[0].kind, Kind::text);
        EXPECT_EQ(replies[0].text, "OK");
        EXPECT_TRUE(replies[1].is_error());
        EXPECT_EQ(replies[1].text, "ERR no");
        EXPECT_EQ(replies[2].integer, std::int64_t{-9223372036854775807} - 1);
        EXPECT_EQ(replies[3].text, "a\r\n\r\n");
        EXPECT_TRUE(replies[4].is_nil());
        EXPECT_TRUE(replies[5].is_nil());
        EXPECT_EQ(replies[6].kind, Kind::text);
        EXPECT_EQ(replies[7].kind, Kind::array);
        ASSERT_EQ(replies[8].items.size(), 3U);
        EXPECT_EQ(replies[8].items[0].integer, 1);
        ASSERT_EQ(replies[8].items[1].items.size(), 2U);
        EXPECT_EQ(replies[8].items[1].items[0].text, "x");
        EXPECT_TRUE(replies[8].items[1].items[1].is_error());
        EXPECT_TRUE(replies[8].items[2].is_nil());
    }
}

TEST(RedisReplyReader, ALongArrayKeepsItsOrderAsItGrows) {
    std::string bytes = "*5000\r\n";
    for (int i = 0; i < 5'000; ++i)
        bytes += "*1\r\n:" + std::to_string(i) + "\r\n";

    const auto replies = read(bytes, 1'000);

    ASSERT_EQ(replies.size(), 1U);
    ASSERT_EQ(replies[0].items.size(), 5'000U);
    for (int i = 0; i < 5'000; ++i)
        ASSERT_EQ(replies[0].items[static_cast<std::size_t>(i)].items.at(0).integer, i);
}

TEST(RedisReplyReader, RefusesWhatIsNotRedis) {
    for (const std::string_view bytes :
         {"HTTP/1.1 400 Bad Request\r\n",
          "\x16\x03\x01\x02",
          "$abc\r\n",
          "$-2\r\n",
          "*-2\r\n",
          "*99999999999999999999\r\n",
          ":1a\r\n",
          ":\r\n",
          "%1\r\n+a\r\n+b\r\n"}) {
        SCOPED_TRACE(bytes);
        EXPECT_TRUE(is_refused(bytes));
    }
}

TEST(RedisReplyReader, RefusesEverythingAfterWhatItRefused) {
    ReplyReader reader;
    reader.feed("nonsense\r\n");
    EXPECT_FALSE(reader.next());

    reader.feed("+OK\r\n");

    EXPECT_FALSE(reader.next());
}

TEST(RedisReplyReader, KnowsWhetherSomethingWaits) {
    ReplyReader reader;
    EXPECT_TRUE(reader.is_empty());
    reader.feed("+OK\r\n+");
    EXPECT_FALSE(reader.is_empty());
    EXPECT_TRUE(reader.next()->has_value());
    EXPECT_FALSE(reader.is_empty());
    EXPECT_FALSE(reader.next()->has_value());
    EXPECT_FALSE(reader.is_empty());

    reader.feed("OK\r\n");

    EXPECT_TRUE(reader.next()->has_value());
    EXPECT_TRUE(reader.is_empty());
}

TEST(RedisReplyReader, RefusesATextThatHasNoEnd) {
    const auto bytes = "$2000000000\r\n" + std::string(5'000, 'x');

    EXPECT_TRUE(is_refused(bytes, {.bytes = 4'000, .items = 10}));
    EXPECT_TRUE(read(bytes, 1'000).empty()) << "of a reply that may yet come";
}

TEST(RedisReplyReader, RefusesMoreItemsThanItTakes) {
    std::string bytes = "*2147483647\r\n";
    for (int i = 0; i < 200; ++i)
        bytes += ":1\r\n";

    EXPECT_TRUE(is_refused(bytes, {.bytes = 1'000'000, .items = 100}));
}

TEST(RedisReplyReader, CountsTheLimitsForEachReplyAlone) {
    std::string bytes;
    for (int i = 0; i < 100; ++i)
        bytes += "*4\r\n$10\r\n0123456789\r\n:1\r\n:2\r\n:3\r\n";

    EXPECT_EQ(read(bytes, 7, {.bytes = 60, .items = 5}).size(), 100U);
}

TEST(RedisReplyReader, RefusesArraysThatAreTooDeep) {
    std::string bytes;
    for (int i = 0; i < 1'000; ++i)
        bytes += "*1\r\n";

    EXPECT_TRUE(is_refused(bytes));
}

}  // namespace
}  // namespace rollcall::db::redis
