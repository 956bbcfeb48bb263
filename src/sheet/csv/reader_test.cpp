#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "sheet/csv/csv.hpp"
#include "tests/support/rows_text.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall::sheet::csv {
namespace {

using test::memory_file;
using tests::all_rows_text;
using std::string_literals::operator""s;
using std::string_view_literals::operator""sv;

std::string read(std::string_view bytes, const OpenOptions& options = {}) {
    const auto file = memory_file(bytes);
    const auto reader = open({file.get(), -1}, options);
    if (!reader) return std::string(to_string(reader.error().code));
    return all_rows_text(**reader);
}

// What the reader says when it refuses, and where.
std::string refusal(std::string_view bytes, const OpenOptions& options = {}) {
    const auto file = memory_file(bytes);
    const auto reader = open({file.get(), -1}, options);
    Batch batch;
    for (;;) {
        const auto more = (*reader)->next(batch);
        if (!more) return more.error().message;
        if (!*more) return "";
    }
}

struct Case {
    std::string name;
    std::string_view bytes;
    std::string_view rows;
};

class CsvText : public testing::TestWithParam<Case> {};

TEST_P(CsvText, IsReadAsRows) {
    EXPECT_EQ(read(GetParam().bytes), GetParam().rows);
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    CsvText,
    testing::Values(
        Case{"commas", "a,b\n1,2\n"sv, "1: a|b\n2: 1|2\n"sv},
        Case{"semicolons", "a;b\n1,5;2,5\n3,5;4,5\n"sv, "1: a|b\n2: 1,5|2,5\n3: 3,5|4,5\n"sv},
        Case{"tabs", "a\tb, c\n1\t2, 3\n"sv, "1: a|b, c\n2: 1|2, 3\n"sv},
        Case{"bars", "a|b\n1|2\n"sv, "1: a|b\n2: 1|2\n"sv},
        Case{"separator_line", "sep=^\r\na^b\r\n1,2^3\r\n"sv, "1: a|b\n2: 1,2|3\n"sv},
        Case{"carriage_returns_and_feeds", "a,b\r\n1,2\r\n"sv, "1: a|b\n2: 1|2\n"sv},
        Case{"carriage_returns", "a,b\r1,2\r"sv, "1: a|b\n2: 1|2\n"sv},
        Case{"no_end_of_the_last_line", "a,b\n1,2"sv, "1: a|b\n2: 1|2\n"sv},
        Case{"quotes", "a,\"b,c\"\n\"d\",e\n"sv, "1: a|b,c\n2: d|e\n"sv},
        Case{
            "doubled_quotes",
            "\"a \"\"b\"\" c\",\"\"\"\"\n1,2\n"sv,
            "1: a \"b\" c|\"\n2: 1|2\n"sv},
        Case{"line_ends_in_quotes", "\"a\r\nb\",c\n1,2\n"sv, "1: a\r\nb|c\n2: 1|2\n"sv},
        Case{"a_quote_inside_a_plain_cell", "a,5\" pipe\nb,c\n"sv, "1: a|5\" pipe\n2: b|c\n"sv},
        Case{"text_behind_a_closing_quote", "\"a\"b,c\n1,2\n"sv, "1: ab|c\n2: 1|2\n"sv},
        Case{"a_quoted_cell_at_the_very_end", "a,\"b\""sv, "1: a|b\n"sv},
        Case{"blank_lines_that_count", "a,b\n\n,,\n1,2\n"sv, "1: a|b\n4: 1|2\n"sv},
        Case{"ragged_rows", "a,b,c\n1\n1,2,3,4\n"sv, "1: a|b|c\n2: 1\n3: 1|2|3|4\n"sv},
        Case{"empty_cells", "a,,c\n,b,\n\"\",x\n"sv, "1: a||c\n2: |b\n3: |x\n"sv},
        Case{"spaces_as_they_stand", " a , b\n"sv, "1:  a | b\n"sv},
        Case{"one_column", "a\nb\n"sv, "1: a\n2: b\n"sv},
        Case{"a_nul", "a,b\nx\0y,z\n"sv, "1: a|b\n2: x\xEF\xBF\xBDy[replaced]|z\n"sv},
        Case{
            "a_utf8_mark",
            "\xEF\xBB\xBFname,b\nJos\xC3\xA9,2\n"sv,
            "1: name|b\n2: Jos\xC3\xA9|2\n"sv},
        Case{
            "windows_1252",
            "name,b\nJos\xE9 \x80,2\n"sv,
            "1: name|b\n2: Jos\xC3\xA9 \xE2\x82\xAC|2\n"sv},
        Case{
            "one_bad_byte_among_good_ones",
            "Jos\xC3\xA9,Ren\xC3\xA9\nx\xFFy,z\n"sv,
            "1: Jos\xC3\xA9|Ren\xC3\xA9\n2: x\xEF\xBF\xBDy[replaced]|z\n"sv},
        Case{
            "utf16_little_endian",
            "\xFF\xFE"
            "a\0\t\0b\0\r\0\n\0"
            "\xE9\0\t\0"
            "2\0"sv,
            "1: a|b\n2: \xC3\xA9|2\n"sv},
        Case{
            "utf16_big_endian",
            "\xFE\xFF\0a\0,\0b\0\n\xD8\x3D\xDE\x00\0,\0"
            "2"sv,
            "1: a|b\n2: \xF0\x9F\x98\x80|2\n"sv},
        Case{
            "utf16_without_a_mark",
            "a\0,\0b\0\n\0"
            "1\0,\0"
            "2\0"sv,
            "1: a|b\n2: 1|2\n"sv},
        Case{
            "half_a_surrogate",
            "\xFF\xFE"
            "a\0,\0\x3D\xD8"
            "b\0"sv,
            "1: a|\xEF\xBF\xBD"
            "b[replaced]\n"sv},
        Case{"an_open_quote", "a,b\n\"c,d\n"sv, "CSV_UNCLOSED_QUOTE\n"sv}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(CsvReader, ReadsTheSameHoweverTheWindowsCutTheFile) {
    // 37 bytes a row share no factor with the windows, so that every byte of it is cut somewhere.
    const std::string row = "\"Th\"\"abo\",\xC3\xA9t\xC3\xA9,\"line\r\nend\",0821234\r\n";
    std::string bytes;
    std::string expected;
    for (int i = 1; i <= 40'000; ++i) {
        bytes += row;
        expected += std::to_string(i) + ": Th\"abo|\xC3\xA9t\xC3\xA9|line\r\nend|0821234\n";
    }

    EXPECT_TRUE(read(bytes) == expected);
    EXPECT_TRUE(read(bytes + "x\0"s) == expected + "40001: x\xEF\xBF\xBD[replaced]\n");
}

TEST(CsvReader, NamesTheLineWhereAnOpenQuoteBegins) {
    EXPECT_THAT(refusal("a,b\n\"x\ny\",2\n3,\"4\n5,6\n"), testing::HasSubstr("line 4"));
}

TEST(CsvReader, HandsOutTheFirstFiftyRowsTogether) {
    std::string bytes;
    for (int i = 0; i < 60; ++i)
        bytes += std::string(30'000, 'x') + "\n";
    const auto file = memory_file(bytes);
    const auto reader = open({file.get(), -1}, {});
    Batch batch;

    ASSERT_TRUE((*reader)->next(batch).value());

    EXPECT_EQ(batch.row_count(), 50U);
}

TEST(CsvReader, CountsBlankRowsUpToTheLastThatHasAValue) {
    const auto file = memory_file("a,b\n\n,\n1,2\n\n\n\n");
    const auto reader = open({file.get(), -1}, {});

    all_rows_text(**reader);

    EXPECT_EQ((*reader)->notes().blank_rows, 2U);
}

TEST(CsvReader, TellsEncodingSeparatorAndPosition) {
    const auto file = memory_file("a;b\nJos\xE9;2\n");
    const auto reader = open({file.get(), -1}, {});

    all_rows_text(**reader);

    EXPECT_EQ((*reader)->info().format, Format::csv);
    EXPECT_EQ((*reader)->info().encoding, "Windows-1252");
    EXPECT_EQ((*reader)->info().delimiter, ';');
    EXPECT_TRUE((*reader)->notes().windows_1252);
    EXPECT_EQ((*reader)->position().bytes_read, 11U);
    EXPECT_EQ((*reader)->position().bytes_total, 11U);
}

TEST(CsvReader, FlagsACellThatExcelCouldNotHold) {
    const std::string longest(32'767, 'x');

    EXPECT_EQ(read(longest + ",b\n"), "1: " + longest + "|b\n");
    EXPECT_EQ(read(longest + "x,b\n"), "1: " + longest + "x[too long]|b\n");
}

TEST(CsvReader, RefusesACellPastItsLimit) {
    EXPECT_EQ(read("a,b\n" + std::string(mib + 1, 'x') + ",2\n"), "CELL_TOO_LONG\n");
    EXPECT_EQ(read("a,b\n\"" + std::string(mib + 1, 'x') + "\",2\n"), "CELL_TOO_LONG\n");
}

TEST(CsvReader, RefusesALineWithoutAnEnd) {
    OpenOptions options;
    options.limits.csv_line_bytes = 4 * mib;

    EXPECT_EQ(read(std::string(6 * mib, 'x'), options), "CSV_LINE_TOO_LONG\n");
    EXPECT_EQ(read("a,\"" + std::string(6 * mib, '\n'), options), "CSV_LINE_TOO_LONG\n");
}

TEST(CsvReader, RefusesMoreRowsThanASheetHas) {
    OpenOptions options;
    options.limits.rows = 2;

    EXPECT_EQ(read("a\nb\n\n\n\n", options), "1: a\n2: b\n");
    EXPECT_EQ(read("a\nb\nc\n", options), "TOO_MANY_ROWS\n");
}

TEST(CsvReader, RefusesMoreColumnsThanASheetHas) {
    OpenOptions options;
    options.limits.columns = 2;

    EXPECT_EQ(read("a,b,,,\n", options), "1: a|b\n");
    EXPECT_EQ(read("a,b,c\n", options), "TOO_MANY_COLUMNS\n");
}

TEST(CsvReader, RefusesMoreOutputThanMayBeHandedOn) {
    OpenOptions options;
    options.limits.emitted_bytes = 100;

    EXPECT_EQ(read("1,2,3,4,5,6,7,8,9,10,11,12,13,14\n", options), "FILE_TOO_LARGE\n");
}

TEST(CsvReader, StaysRefusedAfterARefusal) {
    const auto file = memory_file("a,b\n\"c");
    const auto reader = open({file.get(), -1}, {});
    Batch batch;
    ASSERT_FALSE((*reader)->next(batch).has_value());

    EXPECT_FALSE((*reader)->next(batch).has_value());
    EXPECT_TRUE(batch.empty());
}

TEST(CsvReader, RefusesEmptyFilesAndUtf32) {
    EXPECT_EQ(read(""), "FILE_EMPTY");
    EXPECT_EQ(read("\xFF\xFE\0\0a\0\0\0"sv), "ENCODING");
}

}  // namespace
}  // namespace rollcall::sheet::csv
