#include "http/wire/byte_range.hpp"

#include <array>

#include <gtest/gtest.h>

namespace rollcall::http::wire {
namespace {

TEST(ByteRange, IsWhatTheStandardSays) {
    struct Case {
        const char* header;
        std::optional<ByteRange> expected;
    };
    const std::array cases{
        Case{"bytes=0-0", ByteRange{0, 1}},
        Case{"bytes=0-99", ByteRange{0, 100}},
        Case{"bytes=10-19", ByteRange{10, 10}},
        Case{"bytes=90-", ByteRange{90, 10}},
        Case{"bytes=90-1000", ByteRange{90, 10}},
        Case{"bytes=-10", ByteRange{90, 10}},
        Case{"bytes=-1000", ByteRange{0, 100}},
    };

    for (const auto& one : cases) {
        SCOPED_TRACE(one.header);
        const auto range = parse_range(one.header, 100);
        ASSERT_TRUE(range);
        EXPECT_EQ(*range, one.expected);
    }
}

TEST(ByteRange, IsTheWholeWhenItIsNotOneRangeOfBytes) {
    for (const char* header :
         {"",
          "bytes",
          "bytes=",
          "bytes=-",
          "bytes=a-b",
          "bytes=5-2",
          "bytes=0-1,5-6",
          "bytes= 0-1",
          "rows=0-1",
          "bytes=--1",
          "bytes=0x1-2",
          "bytes=99999999999999999999-"}) {
        SCOPED_TRACE(header);
        const auto range = parse_range(header, 100);
        ASSERT_TRUE(range);
        EXPECT_EQ(*range, std::nullopt);
    }
}

TEST(ByteRange, IsRefusedPastTheEnd) {
    for (const char* header : {"bytes=100-", "bytes=100-200", "bytes=-0"}) {
        SCOPED_TRACE(header);
        EXPECT_EQ(parse_range(header, 100).error().code, Errc::range_not_satisfiable);
    }
    EXPECT_EQ(parse_range("bytes=0-", 0).error().code, Errc::range_not_satisfiable);
    EXPECT_EQ(parse_range("bytes=-5", 0).error().code, Errc::range_not_satisfiable);
}

}  // namespace
}  // namespace rollcall::http::wire
