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

std::string packed(json::value value, std::vector<std::string> attachments = {}) {
    return pack({.value = std::move(value), .attachments = std::move(attachments)});
}

struct Case {
    std::string name;
    json::value value;
    std::string bytes;
};

void expect_packed(const std::vector<Case>& cases) {
    for (const auto& [name, value, bytes] : cases) {
        SCOPED_TRACE(name);
        EXPECT_EQ(packed(value), bytes);
    }
}

TEST(Pack, NothingAndSwitchesAreOneByte) {
    expect_packed({{"null", nullptr, "\xc0"}, {"false", false, "\xc2"}, {"true", true, "\xc3"}});
}

TEST(Pack, ANumberHasItsShortestForm) {
    expect_packed(
        {{"0", 0, "\x00"s},
         {"127", 127, "\x7f"},
         {"128", 128, "\xcc\x80"},
         {"255", 255, "\xcc\xff"},
         {"256", 256, "\xcd\x01\x00"s},
         {"65,535", 65'535, "\xcd\xff\xff"},
         {"65,536", 65'536, "\xce\x00\x01\x00\x00"s},
         {"2^32 - 1", 4'294'967'295, "\xce\xff\xff\xff\xff"},
         {"2^32", 4'294'967'296, "\xcf\x00\x00\x00\x01\x00\x00\x00\x00"s},
         {"most",
          std::numeric_limits<std::uint64_t>::max(),
          "\xcf\xff\xff\xff\xff\xff\xff\xff\xff"},
         {"-1", -1, "\xff"},
         {"-32", -32, "\xe0"},
         {"-33", -33, "\xd0\xdf"},
         {"-128", -128, "\xd0\x80"},
         {"-129", -129, "\xd1\xff\x7f"},
         {"-32,768", -32'768, "\xd1\x80\x00"s},
         {"-32,769", -32'769, "\xd2\xff\xff\x7f\xff"},
         {"-2^31", -2'147'483'648, "\xd2\x80\x00\x00\x00"s},
         {"-2^31 - 1", -2'147'483'649, "\xd3\xff\xff\xff\xff\x7f\xff\xff\xff"},
         {"1.5", 1.5, "\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"s}}
    );
}

TEST(Pack, ATextSaysHowLongItIs) {
    for (const auto& [length, head] : std::vector<std::pair<std::size_t, std::string>>{
             {0, "\xa0"},
             {31, "\xbf"},
             {32, "\xd9\x20"},
             {255, "\xd9\xff"},
             {256, "\xda\x01\x00"s},
             {65'535, "\xda\xff\xff"},
             {65'536, "\xdb\x00\x01\x00\x00"s}}) {
        SCOPED_TRACE(length);
        const std::string text(length, 'x');
        EXPECT_EQ(packed(json::value(text)), head + text);
    }
}

TEST(Pack, AnArraySaysHowManyStandInIt) {
    for (const auto& [count, head] : std::vector<std::pair<std::size_t, std::string>>{
             {0, "\x90"}, {15, "\x9f"}, {16, "\xdc\x00\x10"s}, {65'536, "\xdd\x00\x01\x00\x00"s}}) {
        SCOPED_TRACE(count);
        EXPECT_EQ(packed(json::array(count, json::value(7))), head + std::string(count, '\x07'));
    }
}

TEST(Pack, AnObjectSaysHowManyStandInIt) {
    expect_packed(
        {{"empty", json::object(), "\x80"},
         {"one", {{"a", 1}}, "\x81\xa1\x61\x01"},
         {"nested", {{"a", {{"b", {1, 2}}}}}, "\x81\xa1\x61\x81\xa1\x62\x92\x01\x02"}}
    );
    json::object many;
    for (int index = 10; index < 26; ++index)
        many[std::to_string(index)] = nullptr;
    EXPECT_TRUE(packed(many).starts_with("\xde\x00\x10\xa2\x31\x30\xc0"s));
}

TEST(Pack, AnAttachmentStandsInItsPlace) {
    const json::value first{{"_placeholder", true}, {"num", 0}};
    const json::value second{{"_placeholder", true}, {"num", 1}};

    EXPECT_EQ(
        packed({second, {{"a", first}}}, {"xyz", std::string(256, 'b')}),
        "\x92\xc5\x01\x00"s + std::string(256, 'b') + "\x81\xa1\x61\xc4\x03xyz"
    );
}

TEST(Pack, AnObjectThatOnlyLooksLikeAPlaceStaysOne) {
    EXPECT_EQ(packed({{"_placeholder", true}}), "\x81\xac_placeholder\xc3");
    EXPECT_EQ(packed({{"_placeholder", true}, {"num", 0}}), "\x82\xac_placeholder\xc3\xa3num\x00"s);
}

}  // namespace
}  // namespace rollcall::live::redis
