#include "sheet/writer/markup.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace rollcall::sheet::writer {
namespace {

std::string escaped(std::string_view text) {
    Markup markup;
    add_escaped(markup, text);
    return std::string(markup.view());
}

TEST(Markup, KeepsTextThatNeedsNoEscape) {
    for (std::size_t length = 0; length < 70; ++length) {
        const std::string text(length, 'x');
        EXPECT_EQ(escaped(text), text);
    }
}

TEST(Markup, EscapesWhateverTheCharactersPlace) {
    for (std::size_t before = 0; before < 40; ++before) {
        SCOPED_TRACE(before);
        const std::string head(before, 'x');
        EXPECT_EQ(escaped(head + "<y"), head + "&lt;y");
        EXPECT_EQ(escaped(head + "&"), head + "&amp;");
    }
}

TEST(Markup, TellsEveryByteThatNeedsAnEscape) {
    for (int byte = 0; byte < 0x80; ++byte) {
        SCOPED_TRACE(byte);
        const auto c = static_cast<char>(byte);
        const bool kept =
            byte >= 0x20 && byte != 0x7F && c != '&' && c != '<' && c != '>' && c != '"';
        const std::string text = std::string("abc") + c + "defghijklm";
        EXPECT_EQ(escaped(text) == text, kept || c == '\t' || c == '\n');
    }
}

TEST(Markup, StaysWellFormedOnOddText) {
    struct Case {
        std::string text;
        std::string markup;
    };
    const std::vector<Case> cases{
        {"a<b>&\"c\"", "a&lt;b&gt;&amp;&quot;c&quot;"},
        {"one\ntwo\tthree", "one\ntwo\tthree"},
        {"one\r\ntwo\rthree", "one\ntwo\nthree"},
        {std::string("a\0b\x01\x1F\x7F", 6), "ab"},
        {"_x0041_", "_x005F_x0041_"},
        {"_x00e9_ and _x004_", "_x005F_x00e9_ and _x004_"},
        {"_x0041_x0042_", "_x005F_x0041_x005F_x0042_"},
        {"snake_case_", "snake_case_"},
        {"caf\xC3\xA9", "caf\xC3\xA9"},
        {"bad\xFF", "bad\xEF\xBF\xBD"},
        {"half\xC3", "half\xEF\xBF\xBD"},
        {"surrogate\xED\xA0\x80", "surrogate\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
        {"none\xEF\xBF\xBF.\xEF\xBF\xBE.", "none.."},
        {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
    };
    for (const auto& one : cases) {
        SCOPED_TRACE(one.text);
        EXPECT_EQ(escaped(one.text), one.markup);
    }
}

TEST(Markup, CutsAtWhatACellHolds) {
    const std::string ascii(40'000, 'x');
    std::string pairs;
    for (int i = 0; i < 20'000; ++i)
        pairs += "\xF0\x9F\x98\x80";

    EXPECT_EQ(escaped(ascii).size(), cell_units_max);
    EXPECT_EQ(utf16_units(escaped(pairs)), cell_units_max - 1);
    EXPECT_EQ(utf16_units(escaped("x" + pairs)), cell_units_max);
}

TEST(Markup, CutsByCharactersNotByTheirEscapes) {
    const std::string ampersands(cell_units_max, '&');

    EXPECT_EQ(escaped(ampersands).size(), std::size_t{cell_units_max} * 5);
}

TEST(Markup, GrowsWithoutLosingWhatItHas) {
    Markup markup;
    std::string expected;
    for (int i = 0; i < 100'000; ++i) {
        markup.add("0123456789");
        expected += "0123456789";
    }

    EXPECT_EQ(markup.view(), expected);
}

TEST(Markup, TellsWhereBlanksMustBeKept) {
    EXPECT_FALSE(needs_space_preserved(""));
    EXPECT_FALSE(needs_space_preserved("a b"));
    EXPECT_TRUE(needs_space_preserved(" a"));
    EXPECT_TRUE(needs_space_preserved("a "));
    EXPECT_TRUE(needs_space_preserved("a\nb"));
}

}  // namespace
}  // namespace rollcall::sheet::writer
