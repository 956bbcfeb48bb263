#include "live/socket_io/decoder.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/result.hpp"
#include "live/socket_io/packet.hpp"

namespace rollcall::live::socket_io {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

// The packet of a text that needs no attachments.
Packet decoded(std::string_view text) {
    Decoder decoder({});
    auto packet = decoder.take_text(text);
    EXPECT_TRUE(packet) << (packet ? "" : packet.error().message);
    if (!packet || !*packet) {
        ADD_FAILURE() << "no packet";
        return {};
    }
    return std::move(**packet);
}

TEST(SocketIoDecoder, RefusesWhatIsMalformed) {
    const std::pair<const char*, std::string> texts[] = {
        {"nothing at all", ""},
        {"a letter for a type", "abc"},
        {"a type there is not: 7", "7"},
        {"a type there is not: 9", "9[\"a\"]"},
        {"a blank before the type", " 2[\"a\"]"},
        {"a sign before the type", "-2[\"a\"]"},
        {"a comma after the type", "0,{}"},
        {"a byte that is none", std::string("\0", 1)},
        {"an event without payload", "2"},
        {"an event with an id only", "212"},
        {"an event in a namespace without payload", "2/custom,"},
        {"an event in a namespace without comma", "2/custom[\"a\"]"},
        {"an event that is an object", "2{}"},
        {"an event that is a text", "2\"a\""},
        {"an event that is null", "2null"},
        {"an event that is true", "2true"},
        {"an event without a name", "2[]"},
        {"an event named null", "2[null]"},
        {"an event named true", "2[true]"},
        {"an event named by an object", "2[{}]"},
        {"an event named by an array", "2[[\"a\"]]"},
        {"a reserved name: connect", "2[\"connect\"]"},
        {"a reserved name: connect_error", "2[\"connect_error\"]"},
        {"a reserved name: disconnect", "2[\"disconnect\"]"},
        {"a reserved name: disconnecting", "2[\"disconnecting\",1]"},
        {"a reserved name: newListener", "2[\"newListener\"]"},
        {"a reserved name: removeListener", "2[\"removeListener\"]"},
        {"a reserved name, escaped", "2[\"c\\u006fnnect\"]"},
        {"a reserved name in binary", "51-[\"connect\",{\"_placeholder\":true,\"num\":0}]"},
        {"an id that is no number", "2abc[\"a\"]"},
        {"an id with letters behind", "212abc[\"a\"]"},
        {"a negative id", "2-1[\"a\"]"},
        {"an id with a point", "21.5[\"a\"]"},
        {"an id beyond 2^53", "29007199254740992[\"a\"]"},
        {"an id beyond 2^64", "299999999999999999999999[\"a\"]"},
        {"an ack without an id", "3[]"},
        {"an ack without payload", "31"},
        {"an ack that is an object", "31{}"},
        {"an ack that is a number behind a blank", "31 2"},
        {"a connect that is an array", "0[]"},
        {"a connect that is null", "0null"},
        {"a connect that is a text", "0\"token\""},
        {"a connect with an id", "01{}"},
        {"a connect in a namespace that is a text", "0/custom,\"a\""},
        {"a disconnect with a payload", "1{}"},
        {"a disconnect with an id", "11"},
        {"a disconnect from a namespace with a payload", "1/custom,[]"},
        {"a connect error without payload", "4"},
        {"a connect error that is an array", "4[]"},
        {"JSON that is cut off", "2[\"a\""},
        {"JSON with something behind", "2[\"a\"]x"},
        {"two JSON values", "2[\"a\"][\"b\"]"},
        {"JSON with a trailing comma", "2[\"a\",]"},
        {"JSON with a comment", "2[\"a\"/* */]"},
        {"JSON with single quotes", "2['a']"},
        {"JSON with a bare word", "2[a]"},
        {"JSON with NaN", "2[\"a\",NaN]"},
        {"JSON with a number no double holds", "2[\"a\",1e999]"},
        {"JSON with half a surrogate pair", "2[\"\\ud800\"]"},
        {"JSON with a bad escape", "2[\"\\x\"]"},
        {"JSON with a bare line break", "2[\"a\nb\"]"},
        {"JSON that is not UTF-8", "2[\"\xff\"]"},
        {"JSON that is nested too deeply", "2" + nested(33)},
        {"JSON that is nested very deeply", "2" + std::string(100'000, '[')},
        {"a namespace that is too long", "0/" + std::string(256, 'a')},
        {"a namespace that is not UTF-8", "0/\xc3(,"},
        {"a binary event without a count", "5[\"a\"]"},
        {"a binary event without a dash", "51[\"a\"]"},
        {"a binary event with a dash alone", "5-[\"a\"]"},
        {"a binary event that ends in its count", "51"},
        {"a binary event that ends in its dash", "51-"},
        {"a binary event with a negative count", "5-1-[\"a\"]"},
        {"a binary event with a count that has a point", "51.0-[\"a\"]"},
        {"a binary event with too many attachments", "511-[\"a\"]"},
        {"a binary event with endless attachments", "599999999999999999999-[\"a\"]"},
        {"a binary ack without an id", "61-[{\"_placeholder\":true,\"num\":0}]"},
        {"no placeholder for an attachment", "51-[\"a\"]"},
        {"a placeholder too few", "52-[\"a\",{\"_placeholder\":true,\"num\":0}]"},
        {"a placeholder twice",
         "51-[\"a\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]"},
        {"a placeholder out of range", "51-[\"a\",{\"_placeholder\":true,\"num\":1}]"},
        {"a placeholder below zero", "51-[\"a\",{\"_placeholder\":true,\"num\":-1}]"},
        {"a placeholder between two", "51-[\"a\",{\"_placeholder\":true,\"num\":0.5}]"},
        {"a placeholder that is a text", "51-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]"},
        {"a placeholder without a number", "51-[\"a\",{\"_placeholder\":true}]"},
        {"a placeholder of a huge number",
         "51-[\"a\",{\"_placeholder\":true,\"num\":18446744073709551615}]"},
        {"a placeholder and no attachments", "2[\"a\",{\"_placeholder\":true,\"num\":0}]"},
        {"a placeholder in a connect", "0{\"a\":{\"_placeholder\":true,\"num\":0}}"},
    };
    static_assert(std::size(texts) >= 60);
    for (const auto& [what, text] : texts) {
        SCOPED_TRACE(what);
        Decoder decoder({});
        const auto packet = decoder.take_text(text);
        ASSERT_FALSE(packet);
        EXPECT_EQ(packet.error().code, Errc::validation_error);
    }
}

TEST(SocketIoDecoder, TakesWhatIsWellFormed) {
    struct Case {
        const char* text;
        PacketType type;
        const char* name_space;
        std::optional<std::uint64_t> id;
        const char* payload;  // null: none
    };
    const Case cases[] = {
        {"0", PacketType::connect, "/", {}, nullptr},
        {"0{}", PacketType::connect, "/", {}, "{}"},
        {"0/", PacketType::connect, "/", {}, nullptr},
        {"0/,{\"a\":1}", PacketType::connect, "/", {}, "{\"a\":1}"},
        {"0/custom", PacketType::connect, "/custom", {}, nullptr},
        {"0/custom,", PacketType::connect, "/custom", {}, nullptr},
        {"0/admin?token=1&a=/b,{}", PacketType::connect, "/admin?token=1&a=/b", {}, "{}"},
        {"0/grüße,", PacketType::connect, "/grüße", {}, nullptr},
        {"1", PacketType::disconnect, "/", {}, nullptr},
        {"1/custom", PacketType::disconnect, "/custom", {}, nullptr},
        {"1/custom,", PacketType::disconnect, "/custom", {}, nullptr},
        {"2[\"a\"]", PacketType::event, "/", {}, "[\"a\"]"},
        {"2[1]", PacketType::event, "/", {}, "[1]"},
        {"2[\"connected\"]", PacketType::event, "/", {}, "[\"connected\"]"},
        {"2 [ \"a\" , 1 ] ", PacketType::event, "/", {}, "[\"a\",1]"},
        {"20[\"a\"]", PacketType::event, "/", 0, "[\"a\"]"},
        {"29007199254740991[\"a\"]", PacketType::event, "/", ack_id_max, "[\"a\"]"},
        {"2/custom,12[\"a\",{}]", PacketType::event, "/custom", 12, "[\"a\",{}]"},
        {"31[]", PacketType::ack, "/", 1, "[]"},
        {"3/custom,1[null]", PacketType::ack, "/custom", 1, "[null]"},
        {"4\"no\"", PacketType::connect_error, "/", {}, "\"no\""},
        {"4/a,{\"message\":\"no\"}", PacketType::connect_error, "/a", {}, "{\"message\":\"no\"}"},
        {"50-[\"a\"]", PacketType::event, "/", {}, "[\"a\"]"},
        {"60-1[]", PacketType::ack, "/", 1, "[]"},
        {"2[\"a\",{\"_placeholder\":1}]",
         PacketType::event,
         "/",
         {},
         "[\"a\",{\"_placeholder\":1}]"},
    };
    for (const auto& expected : cases) {
        SCOPED_TRACE(expected.text);
        const auto packet = decoded(expected.text);
        EXPECT_EQ(packet.type, expected.type);
        EXPECT_EQ(packet.name_space, expected.name_space);
        EXPECT_EQ(packet.id, expected.id);
        EXPECT_EQ(packet.payload.has_value(), expected.payload != nullptr);
        if (packet.payload && expected.payload != nullptr) {
            EXPECT_EQ(boost::json::serialize(*packet.payload), expected.payload);
        }
        EXPECT_THAT(packet.attachments, IsEmpty());
    }
}

TEST(SocketIoDecoder, TakesJsonAsDeepAsTheLimit) {
    Decoder decoder({.depth_max = 3});

    EXPECT_TRUE(decoder.take_text("2[\"a\",[[]]]"));
    EXPECT_FALSE(decoder.take_text("2[\"a\",[[[]]]]"));
}

TEST(SocketIoDecoder, KeepsEachDoubleAsItCame) {
    for (const auto* const number :
         {"0.1",
          "0.3",
          "3.14159265358979",
          "1e23",
          "123456789012345678901234567890",
          "1.7976931348623157e308",
          "5e-324",
          "2.2250738585072011e-308",
          "-0.000001",
          "9007199254740993.0",
          "0.021546031163920846",
          "15202.118792391093",
          "8348486.7948901942"}) {
        SCOPED_TRACE(number);
        const auto packet = decoded("2[\"a\"," + std::string(number) + "]");
        EXPECT_EQ(packet.payload->as_array().at(1).as_double(), std::strtod(number, nullptr));
    }
}

TEST(SocketIoDecoder, TakesANumberTooSmallForADoubleAsZero) {
    EXPECT_EQ(decoded("2[\"a\",1e-400]").payload->as_array().at(1).as_double(), 0.0);
}

TEST(SocketIoDecoder, PutsAttachmentsInTheOrderTheyCame) {
    Decoder decoder({});
    auto packet = decoder.take_text(
        R"(52-/custom,7["a",{"b":{"_placeholder":true,"num":1}},[{"num":0,"_placeholder":true}]])"
    );
    ASSERT_TRUE(packet && !*packet);
    ASSERT_NE(decoder.unfinished(), nullptr);
    EXPECT_EQ(decoder.unfinished()->name_space, "/custom");
    packet = decoder.take_binary("first");
    ASSERT_TRUE(packet && !*packet);
    packet = decoder.take_binary(std::string_view("\0", 1));

    ASSERT_TRUE(packet && *packet);
    EXPECT_EQ((**packet).id, 7);
    EXPECT_THAT((**packet).attachments, ElementsAre("first", std::string(1, '\0')));
    EXPECT_EQ(decoder.unfinished(), nullptr);
}

TEST(SocketIoDecoder, GoesOnAfterABinaryPacket) {
    Decoder decoder({});
    ASSERT_TRUE(decoder.take_text(R"(51-["a",{"_placeholder":true,"num":0}])"));
    ASSERT_TRUE(decoder.take_binary("bytes"));

    const auto packet = decoder.take_text("2[\"b\"]");

    ASSERT_TRUE(packet && *packet);
    EXPECT_THAT((**packet).attachments, IsEmpty());
}

TEST(SocketIoDecoder, RefusesATextWhileAttachmentsAreOutstanding) {
    Decoder decoder({});
    ASSERT_TRUE(decoder.take_text(R"(51-["a",{"_placeholder":true,"num":0}])"));

    EXPECT_FALSE(decoder.take_text("2[\"b\"]"));
}

TEST(SocketIoDecoder, RefusesBytesThatBelongToNoPacket) {
    Decoder decoder({});
    EXPECT_FALSE(decoder.take_binary("bytes"));

    Decoder after({});
    ASSERT_TRUE(after.take_text(R"(51-["a",{"_placeholder":true,"num":0}])"));
    ASSERT_TRUE(after.take_binary("bytes"));
    EXPECT_FALSE(after.take_binary("more"));
}

TEST(SocketIoDecoder, TakesAsManyAttachmentsAsTheLimitAndNotOneMore) {
    const DecoderLimits limits{.attachments_max = 1};

    EXPECT_TRUE(Decoder(limits).take_text(R"(51-["a",{"_placeholder":true,"num":0}])"));
    EXPECT_FALSE(Decoder(limits).take_text(
        R"(52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])"
    ));
}

TEST(SocketIoDecoder, CountsTheBytesOfAllAttachmentsOfAPacketTogether) {
    const auto* const text =
        R"(52-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}])";
    Decoder decoder({.attachment_bytes_max = 10});
    ASSERT_TRUE(decoder.take_text(text));
    ASSERT_TRUE(decoder.take_binary("12345"));
    ASSERT_TRUE(decoder.take_binary("67890"));
    ASSERT_TRUE(decoder.take_text(text));
    ASSERT_TRUE(decoder.take_binary("12345"));

    EXPECT_FALSE(decoder.take_binary("67890-"));
}

}  // namespace
}  // namespace rollcall::live::socket_io
