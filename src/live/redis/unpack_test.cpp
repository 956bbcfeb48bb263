#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "live/redis/msgpack.hpp"

namespace rollcall::live::redis {
namespace {

namespace json = boost::json;
using namespace std::string_literals;
using testing::ElementsAre;
using testing::HasSubstr;

std::string complaint(std::string_view bytes, const UnpackLimits& limits = {}) {
    const auto unpacked = unpack(bytes, limits);
    return unpacked ? "none" : unpacked.error().message;
}

struct Case {
    std::string bytes;
    json::value value;
};

void expect_unpacked(const std::vector<Case>& cases) {
    for (const auto& [bytes, value] : cases) {
        SCOPED_TRACE(json::serialize(value));
        const auto unpacked = unpack(bytes);
        ASSERT_TRUE(unpacked.has_value()) << unpacked.error().message;
        EXPECT_EQ(unpacked->value, value);
        EXPECT_TRUE(unpacked->attachments.empty());
    }
}

TEST(Unpack, EveryFormOfAWholeNumber) {
    expect_unpacked(
        {{"\x7f", 127},
         {"\xe0", -32},
         {"\xcc\xff", 255},
         {"\xcd\xff\xff", 65'535},
         {"\xce\xff\xff\xff\xff", 4'294'967'295},
         {"\xcf\x7f\xff\xff\xff\xff\xff\xff\xff", std::numeric_limits<std::int64_t>::max()},
         {"\xcf\xff\xff\xff\xff\xff\xff\xff\xff", std::numeric_limits<std::uint64_t>::max()},
         {"\xd0\x80", -128},
         {"\xd1\x80\x00"s, -32'768},
         {"\xd2\x80\x00\x00\x00"s, -2'147'483'648},
         {"\xd3\x80\x00\x00\x00\x00\x00\x00\x00"s, std::numeric_limits<std::int64_t>::min()},
         {"\xd3\x00\x00\x00\x00\x00\x00\x00\x05"s, 5}}
    );
}

TEST(Unpack, NumbersThatJsonDoesNotKnowAreNull) {
    expect_unpacked(
        {{"\xca\x3f\xc0\x00\x00"s, 1.5},
         {"\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"s, 1.5},
         {"\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00"s, nullptr},
         {"\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"s, nullptr}}
    );
}

TEST(Unpack, EveryFormOfATextAndWhatHoldsOthers) {
    expect_unpacked(
        {{"\xc0", nullptr},
         {"\xc2", false},
         {"\xc3", true},
         {"\xa2hi", "hi"},
         {"\xd9\x02hi", "hi"},
         {"\xda\x00\x02hi"s, "hi"},
         {"\xdb\x00\x00\x00\x02hi"s, "hi"},
         {"\x92\x01\xa1\x61", {1, "a"}},
         {"\xdc\x00\x02\x01\xa1\x61"s, {1, "a"}},
         {"\xdd\x00\x00\x00\x02\x01\xa1\x61"s, {1, "a"}},
         {"\x81\xa1\x61\x01", {{"a", 1}}},
         {"\xde\x00\x01\xa1\x61\x01"s, {{"a", 1}}},
         {"\xdf\x00\x00\x00\x01\xa1\x61\x01"s, {{"a", 1}}}}
    );
}

TEST(Unpack, OfTwoEqualKeysTheLastCounts) {
    expect_unpacked({{"\x82\xa1\x61\x01\xa1\x61\x02", {{"a", 2}}}});
}

TEST(Unpack, ADateIsItsText) {
    expect_unpacked(
        {{"\xd6\xff\x00\x00\x00\x01"s, "1970-01-01T00:00:01.000Z"},
         // 345,000,000 ns in 30 bits, then seconds in 34.
         {"\xd7\xff\x52\x41\x21\x00\x69\xae\x9c\xfb"s, "2026-03-09T10:12:11.345Z"},
         {"\xc7\x0c\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"s,
          "1969-12-31T23:59:59.000Z"}}
    );
}

TEST(Unpack, ADateThatIsNoneIsRefused) {
    // A second has so many nanoseconds.
    EXPECT_NE(complaint("\xc7\x0c\xff\x3b\x9a\xca\x00\x00\x00\x00\x00\x00\x00\x00\x00"s), "none");
    // In the year 292,277,026,596.
    EXPECT_NE(complaint("\xc7\x0c\xff\x00\x00\x00\x00\x7f\xff\xff\xff\xff\xff\xff\xff"s), "none");
    EXPECT_NE(complaint("\xc7\x02\xff\x00\x00"s), "none");
}

TEST(Unpack, BinaryPartsAreAttachmentsInTheirOrder) {
    const auto unpacked = unpack("\x92\xc4\x01x\x81\xa1\x61\xc5\x00\x02yz"s);

    ASSERT_TRUE(unpacked.has_value()) << unpacked.error().message;
    EXPECT_EQ(
        json::serialize(unpacked->value),
        R"([{"_placeholder":true,"num":0},{"a":{"_placeholder":true,"num":1}}])"
    );
    EXPECT_THAT(unpacked->attachments, ElementsAre("x", "yz"));
}

TEST(Unpack, WhateverIsCutShortIsRefused) {
    const auto whole =
        "\x87\xa1\x61\x93\x01\xcd\x01\x00\xff\xa1\x62\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00\xa1\x63"
        "\xc4\x02xy\xa1\x64\xd6\xff\x00\x00\x00\x01\xa1\x65\xd9\x02hi\xa1\x66\xd1\x80\x00\xa1\x67"
        "\xde\x00\x01\xa1\x7a\xc3"s;
    ASSERT_EQ(complaint(whole), "none");

    for (std::size_t length = 0; length < whole.size(); ++length)
        EXPECT_THAT(complaint(whole.substr(0, length)), HasSubstr("cut short")) << length;
}

TEST(Unpack, ALengthMayNotPromiseMoreThanThereIs) {
    for (const auto& bytes :
         {"\xdd\xff\xff\xff\xff"s,
          "\xdf\xff\xff\xff\xff"s,
          "\xdb\xff\xff\xff\xff"s,
          "\xc6\xff\xff\xff\xff"s,
          "\xc9\xff\xff\xff\xff"s})
        EXPECT_NE(complaint(bytes), "none");
}

TEST(Unpack, NothingStandsBehindTheValue) {
    EXPECT_THAT(complaint("\x01\x02"), HasSubstr("behind"));
}

TEST(Unpack, WhatJsonDoesNotKnowIsRefused) {
    EXPECT_THAT(complaint("\xc1"), HasSubstr("type"));
    EXPECT_THAT(complaint("\xd4\x00\x00"s), HasSubstr("type"));
    EXPECT_THAT(complaint("\xd6\x01\x00\x00\x00\x00"s), HasSubstr("extension"));
    EXPECT_THAT(complaint("\x81\x01\x01"), HasSubstr("key"));
    EXPECT_THAT(complaint("\xa2\xc3\x28"), HasSubstr("UTF-8"));
    EXPECT_THAT(complaint("\x81\xac_placeholder\xc2"), HasSubstr("poses"));
}

TEST(Unpack, DepthAndAttachmentsAreBounded) {
    EXPECT_EQ(complaint("\x91\x91\x91\x01", {.depth_max = 3, .attachments_max = 0}), "none");
    EXPECT_THAT(
        complaint("\x91\x91\x91\x01", {.depth_max = 2, .attachments_max = 0}), HasSubstr("deep")
    );
    EXPECT_THAT(
        complaint("\x92\xc4\x00\xc4\x00"s, {.depth_max = 2, .attachments_max = 1}),
        HasSubstr("attachments")
    );
}

}  // namespace
}  // namespace rollcall::live::redis
