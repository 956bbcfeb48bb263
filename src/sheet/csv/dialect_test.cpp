#include "sheet/csv/dialect.hpp"

#include <string>

#include <gtest/gtest.h>

namespace rollcall::sheet::csv {
namespace {

struct Case {
    std::string name;
    std::string_view start;
    std::string_view file_name;
    char separator;
    std::size_t skip;
};

class DialectOf : public testing::TestWithParam<Case> {};

TEST_P(DialectOf, IsToldFromTheFirstLines) {
    const auto dialect = detect_dialect(GetParam().start, GetParam().file_name);

    EXPECT_EQ(dialect.separator, GetParam().separator);
    EXPECT_EQ(dialect.skip, GetParam().skip);
}

INSTANTIATE_TEST_SUITE_P(
    Texts,
    DialectOf,
    testing::Values(
        Case{"nothing", "", "", ',', 0},
        Case{"nothing_in_a_tsv", "a b\n", "Members.TSV", '\t', 0},
        Case{"decimal_commas", "id;amount\n1;2,5\n2;3,5\n3;4,5\n", "", ';', 0},
        Case{"commas_in_one_header_of_tabs", "id\tname, surname\n1\tx, y\n", "", '\t', 0},
        Case{"separators_in_quotes", "a,\"x;y;z\"\nb,\"x;y;z\"\n", "", ',', 0},
        Case{"doubled_quotes", "a,\"x\"\";;\"\"\"\nb,\"c;;\"\n", "", ',', 0},
        Case{"an_inch_mark", "a;5\" pipe;b\nc;d;e\n", "", ';', 0},
        Case{
            "lines_before_the_header",
            "Members of ward 7\n\nid;name;x\n1;b;c\n2;c;d\n",
            "",
            ';',
            0},
        Case{"ragged_rows", "a,b,c\n1,2,3\n1,2\n1,2,3\n", "", ',', 0},
        Case{"semicolon_where_both_fit", "a,b;c\n", "", ';', 0},
        Case{"a_separator_line", "sep=;\r\na,b\r\n", "", ';', 7},
        Case{"a_quoted_separator_line", "\"sep=|\"\na,b\n", "", '|', 8},
        Case{"a_separator_line_with_a_tab", "SEP=\t\na,b\n", "", '\t', 6},
        Case{"no_separator_line", "sep=ab\na;b\nc;d\n", "", ';', 0},
        Case{"a_separator_that_cannot_be", "sep=a\nb;c\nd;e\n", "", ';', 0}
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace rollcall::sheet::csv
