#include "check/rules/text.hpp"

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

TEST(CleanText, LeavesOutControlsAndComposes) {
    struct Case {
        std::string_view name;
        std::string_view text;
        std::string_view clean;
    };
    for (const auto& [name, text, clean] : {
             Case{"plain", "12 Main Road, Soweto", "12 Main Road, Soweto"},
             Case{"a control in the ninth byte", "abcdefgh\x01i", "abcdefghi"},
             Case{"a control in the first eight", "abc\x1F\x64\x65\x66gh", "abcdefgh"},
             Case{"erase", "a\x7F\x62", "ab"},
             Case{"line ends", "12 Main Road\r\nSoweto\tGauteng", "12 Main Road Soweto Gauteng"},
             Case{"c1", "a\xC2\x85\x62", "ab"},
             Case{"composed", "Andr\xC3\xA9", "Andr\xC3\xA9"},
             Case{"to compose", "Andre\xCC\x81", "Andr\xC3\xA9"},
             Case{"far away", "\xE4\xBD\xA0\xE5\xA5\xBD", "\xE4\xBD\xA0\xE5\xA5\xBD"},
             Case{"nothing left", "\x01\x02", ""},
             Case{"blanks laid bare", "\x01 a \x02", "a"},
         }) {
        SCOPED_TRACE(name);
        std::string scratch;
        EXPECT_EQ(clean_text(text, scratch), clean);
    }
}

TEST(CleanText, LeavesPlainTextWhereItIs) {
    std::string scratch;
    const std::string_view text = "a plain text of many characters";

    EXPECT_EQ(clean_text(text, scratch).data(), text.data());
}

TEST(CutText, CountsCharactersNotBytes) {
    EXPECT_EQ(cut_text("abc", 3), "abc");
    EXPECT_EQ(cut_text("abcd", 3), "abc");
    EXPECT_EQ(cut_text("ab cd", 3), "ab");
    EXPECT_EQ(cut_text("\xC3\xA9\xC3\xA9\xC3\xA9", 3), "\xC3\xA9\xC3\xA9\xC3\xA9");
    EXPECT_EQ(cut_text("\xC3\xA9\xC3\xA9\xC3\xA9", 2), "\xC3\xA9\xC3\xA9");
}

}  // namespace
}  // namespace rollcall::check::rules
