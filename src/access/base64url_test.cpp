#include "access/base64url.hpp"

#include <string>

#include <gtest/gtest.h>

namespace rollcall::access {
namespace {

TEST(Base64url, GivesEveryLengthBack) {
    std::string bytes;
    for (int i = 0; i < 70; ++i) {
        SCOPED_TRACE(i);
        EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
        bytes += static_cast<char>(251 - 7 * i);
    }
}

TEST(Base64url, IsTheAlphabetOfTheStandard) {
    EXPECT_EQ(to_base64url("\xFB\xFF\xFE"), "-__-");
    EXPECT_EQ(to_base64url("ab"), "YWI");
}

TEST(Base64url, RefusesEveryOtherSpelling) {
    for (const char* text :
         {"A", "AAAAA", "YWI=", "YW I", "YW+I", "YW/I", "YWJ", "YR", "\xC3\xA9"}) {
        SCOPED_TRACE(text);
        EXPECT_EQ(from_base64url(text), std::nullopt);
    }
}

}  // namespace
}  // namespace rollcall::access
