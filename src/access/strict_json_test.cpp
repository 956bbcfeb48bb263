#include "access/strict_json.hpp"

#include <string>

#include <boost/json/value.hpp>
#include <gtest/gtest.h>

namespace rollcall::access {
namespace {

TEST(StrictJson, ReadsAnObject) {
    const auto object = parse_object(R"({"a":1,"b":{"a":2}})", {});

    ASSERT_TRUE(object);
    EXPECT_EQ(object->at("a").to_number<int>(), 1);
}

TEST(StrictJson, RefusesWhatTwoReadersCouldReadDifferently) {
    for (const char* text :
         {R"({"a":1,"a":2})",
          R"({"a":1,"\u0061":2})",
          R"({"x":[{"a":1,"a":1}]})",
          R"({"a":1}{"a":2})",
          R"({"a":1} x)",
          R"({'a':1})",
          R"({"a":1,})",
          R"(// a
{"a":1})",
          R"({"a":NaN})",
          R"({"a":1e400})",
          R"({"a":-2666000000e00001226049})",
          R"({"a":01})",
          "{\"a\":\"\xC3\"}",
          "\xEF\xBB\xBF{}",
          "[]",
          "1",
          "null",
          ""}) {
        SCOPED_TRACE(text);
        const auto object = parse_object(text, {});
        ASSERT_FALSE(object);
        EXPECT_EQ(object.error().code, Errc::validation_error);
    }
}

TEST(StrictJson, HoldsTheLimits) {
    const JsonLimits limits{.bytes = 40, .depth = 3};

    EXPECT_TRUE(parse_object(R"({"a":[[]]})", limits));
    EXPECT_FALSE(parse_object(R"({"a":[[[]]]})", limits));
    EXPECT_FALSE(parse_object(R"({"a":")" + std::string(40, 'x') + "\"}", limits));
}

}  // namespace
}  // namespace rollcall::access
