#include "base/text.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(Text, TrimsBlanksAndNoBreakSpacesAtBothEnds) {
    EXPECT_EQ(trim(" \t\xC2\xA0 a b \xC2\xA0\r\n"), "a b");
    EXPECT_EQ(trim(" \n "), "");
}

TEST(Text, FoldsOnlyAsciiLetters) {
    EXPECT_EQ(fold_case("ID No. \xC3\x89"), "id no. \xC3\x89");
    EXPECT_TRUE(equals_folded("Fem", "fEM"));
    EXPECT_FALSE(equals_folded("Fem", "Female"));
}

TEST(Text, TellsWellFormedUtf8) {
    struct Case {
        const char* name;
        std::string_view bytes;
        bool good;
    };
    for (const auto& [name, bytes, good] : {
             Case{"ascii", "abc", true},
             Case{"two bytes", "\xC3\xA9", true},
             Case{"four bytes", "\xF0\x9F\x98\x80", true},
             Case{"overlong", "\xC0\xAF", false},
             Case{"overlong three", "\xE0\x80\x80", false},
             Case{"surrogate", "\xED\xA0\x80", false},
             Case{"past the last", "\xF4\x90\x80\x80", false},
             Case{"cut short", "\xE2\x82", false},
             Case{"lone continuation", "\x80", false},
         }) {
        SCOPED_TRACE(name);
        EXPECT_EQ(is_utf8(bytes), good);
    }
}

TEST(Text, ReplacesEachIllFormedSequenceOnce) {
    EXPECT_EQ(replace_bad_utf8("a\xE2\x82z"), "a\xEF\xBF\xBDz");
    EXPECT_EQ(replace_bad_utf8("\xFF\xFE"), "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(Text, CountsUnitsAndCharacters) {
    EXPECT_EQ(utf16_units("a\xC3\xA9\xF0\x9F\x98\x80"), 4U);
    EXPECT_EQ(code_points("a\xC3\xA9\xF0\x9F\x98\x80"), 3U);
    EXPECT_EQ(first_code_points("a\xC3\xA9z", 2), "a\xC3\xA9");
    EXPECT_EQ(first_code_points("abc", 9), "abc");
}

TEST(Text, ComposesToNfc) {
    EXPECT_EQ(to_nfc("e\xCC\x81"), "\xC3\xA9");
    EXPECT_EQ(to_nfc("plain"), "plain");
}

TEST(Text, WritesEveryCodePointLength) {
    std::string text;
    for (const char32_t c : {U'a', U'\u00e9', U'\u20ac', U'\U0001f600'})
        append_utf8(text, c);

    EXPECT_EQ(text, "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    EXPECT_TRUE(is_utf8(text));
}

TEST(Text, GroupsNumbersInThousands) {
    EXPECT_EQ(with_commas(0), "0");
    EXPECT_EQ(with_commas(999), "999");
    EXPECT_EQ(with_commas(1000), "1,000");
    EXPECT_EQ(with_commas(1234567), "1,234,567");
}

TEST(Text, ShowsBytesAsHex) {
    EXPECT_EQ(to_hex(std::string_view("\x00\xff\x1a", 3)), "00ff1a");
}

}  // namespace
}  // namespace rollcall
