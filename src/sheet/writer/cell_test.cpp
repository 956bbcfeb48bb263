#include "sheet/writer/cell.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "sheet/writer/markup.hpp"
#include "sheet/writer/writer.hpp"

namespace rollcall::sheet::writer {
namespace {

std::string cell(const Value& value) {
    Markup markup;
    add_cell(markup, column_piece(2), RowPiece("17"), value);
    return std::string(markup.view());
}

TEST(Cell, NamesColumnsAsExcelDoes) {
    EXPECT_EQ(column_letters(0), "A");
    EXPECT_EQ(column_letters(25), "Z");
    EXPECT_EQ(column_letters(26), "AA");
    EXPECT_EQ(column_letters(701), "ZZ");
    EXPECT_EQ(column_letters(702), "AAA");
    EXPECT_EQ(column_letters(16'383), "XFD");
}

TEST(Cell, WritesEachKind) {
    using Kind = Value::Kind;
    struct Case {
        Value value;
        std::string markup;
    };
    const std::vector<Case> cases{
        {{}, ""},
        {{Kind::blank, Style::amber, ""}, R"(<c r="C17" s="8"/>)"},
        {{Kind::text, Style::plain, "a&b"},
         R"(<c r="C17" t="inlineStr"><is><t>a&amp;b</t></is></c>)"},
        {{Kind::text, Style::text, " a"},
         R"(<c r="C17" s="10" t="inlineStr"><is><t xml:space="preserve"> a</t></is></c>)"},
        {{Kind::number, Style::date, "45123"}, R"(<c r="C17" s="4"><v>45123</v></c>)"},
        {{Kind::boolean, Style::plain, "1"}, R"(<c r="C17" t="b"><v>1</v></c>)"},
        {{Kind::boolean, Style::plain, "yes"}, R"(<c r="C17" t="b"><v>0</v></c>)"},
    };
    for (const auto& one : cases) {
        SCOPED_TRACE(one.markup);
        EXPECT_EQ(cell(one.value), one.markup);
    }
}

TEST(Cell, NeverMakesAFormulaOfText) {
    for (const std::string_view text : {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "{=1}"}) {
        SCOPED_TRACE(text);
        const auto markup = cell({Value::Kind::text, Style::plain, text});
        EXPECT_NE(markup.find(R"(t="inlineStr")"), std::string::npos);
        EXPECT_EQ(markup.find("<f"), std::string::npos);
    }
}

TEST(Cell, KeepsANumbersDigits) {
    for (const std::string_view digits :
         {"0", "-0.10", "8001015009087", "8.001015009087E+12", "1e-7", "007"}) {
        SCOPED_TRACE(digits);
        EXPECT_TRUE(is_number_literal(digits));
        EXPECT_NE(
            cell({Value::Kind::number, Style::plain, digits}).find(digits), std::string::npos
        );
    }
}

TEST(Cell, WritesWhatIsNoFiniteNumberAsText) {
    const std::string endless(400, '9');
    for (const std::string_view text :
         {std::string_view(""),
          std::string_view("NaN"),
          std::string_view("inf"),
          std::string_view("0x10"),
          std::string_view("1e400"),
          std::string_view("1,5"),
          std::string_view("1."),
          std::string_view(".5"),
          std::string_view("+5"),
          std::string_view("1e"),
          std::string_view("--1"),
          std::string_view("=1"),
          std::string_view("1</v><f>2</f>"),
          std::string_view(endless)}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(is_number_literal(text));
        EXPECT_NE(
            cell({Value::Kind::number, Style::plain, text}).find("inlineStr"), std::string::npos
        );
    }
}

}  // namespace
}  // namespace rollcall::sheet::writer
