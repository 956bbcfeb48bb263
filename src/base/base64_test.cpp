#include "base/base64.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using namespace std::string_view_literals;

TEST(Base64, WritesAndReadsTheVectorsOfTheStandard) {
    for (const auto& [bytes, text] : {
             std::pair{""sv, ""sv},
             std::pair{"f"sv, "Zg=="sv},
             std::pair{"fo"sv, "Zm8="sv},
             std::pair{"foo"sv, "Zm9v"sv},
             std::pair{"foob"sv, "Zm9vYg=="sv},
             std::pair{"fooba"sv, "Zm9vYmE="sv},
             std::pair{"foobar"sv, "Zm9vYmFy"sv},
             std::pair{"\xFB\xFF\0"sv, "+/8A"sv},
         }) {
        SCOPED_TRACE(text);
        std::string written = ">";
        append_base64(written, bytes);
        EXPECT_EQ(written, ">" + std::string(text));
        EXPECT_EQ(base64_size(bytes.size()), text.size());
        EXPECT_EQ(from_base64(text), bytes);
    }
}

TEST(Base64, RefusesWhatItWouldNotWrite) {
    for (const char* text :
         {"Z",
          "Zg",
          "Zg=",
          "Zg===",
          "=",
          "====",
          "Zh==",
          "Zm9=",
          "Z===",
          "Zm8-",
          "Z m8",
          "Zg==Zg=="}) {
        SCOPED_TRACE(text);
        EXPECT_EQ(from_base64(text), std::nullopt);
    }
}

}  // namespace
}  // namespace rollcall
