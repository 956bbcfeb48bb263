#include "sheet/xlsx/usual_cells.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "sheet/batch.hpp"
#include "sheet/xlsx/cell_values.hpp"
#include "sheet/xlsx/package/styles.hpp"
#include "sheet/xlsx/row_builder.hpp"
#include "sheet/xlsx/shared_strings.hpp"
#include "sheet/xlsx/xml/window.hpp"

namespace rollcall::sheet::xlsx {
namespace {

// What was read of row 7, and what was left to the general reader.
struct Reading {
    std::string cells;  // "B text Thabo" and so on, each in brackets
    std::string left;
};

constexpr std::string_view kind_name(CellKind kind) {
    switch (kind) {
        case CellKind::text: return "text";
        case CellKind::number: return "number";
        case CellKind::boolean: return "boolean";
        case CellKind::error: return "error";
        case CellKind::iso_date: return "iso_date";
    }
    return "none";
}

class UsualCellsTest : public testing::Test {
protected:
    UsualCellsTest() {
        EXPECT_TRUE(strings_.add({"Nkosi", flag_none}));
        EXPECT_TRUE(strings_.add({"Dlamini", flag_none}));
        strings_.seal();
        styles_.add(false);
        styles_.add(true);
    }

    Reading read(std::string_view markup) {
        std::string window(markup);
        window.append(xml::Window::padding, '\0');
        Batch batch;
        RowBuilder row;
        row.begin(batch, 7, row_flag_none);
        std::uint32_t next_column = 0;
        const CellValues values(strings_, styles_);
        UsualCells cells(values, limits_);
        const char* const end = window.data() + markup.size();
        const char* const at = cells.read(window.data(), end, "7", next_column, row);
        Reading reading;
        for (const auto& cell : batch.cells(0)) {
            reading.cells += '[';
            reading.cells += static_cast<char>('A' + cell.column);
            reading.cells += ' ';
            reading.cells += kind_name(cell.kind);
            if ((cell.flags & flag_date) != 0) reading.cells += " date";
            reading.cells += ' ';
            reading.cells += batch.text(cell);
            reading.cells += ']';
        }
        reading.left.assign(at, end);
        return reading;
    }

    ReaderLimits limits_;
    SharedStrings strings_{limits_, -1};
    package::Styles styles_;
};

TEST_F(UsualCellsTest, ReadsWhatEveryProgramWrites) {
    struct Case {
        std::string_view markup;
        std::string_view cells;
    };
    for (const auto& [markup, cells] : {
             Case{R"(<c r="B7"><v>42</v></c>)", "[B number 42]"},
             Case{R"(<c r="B7" s="1"><v>42</v></c>)", "[B number date 42]"},
             Case{R"(<c r="B7" t="n"><v>42.5</v></c>)", "[B number 42.5]"},
             Case{R"(<c r="B7" t="s"><v>1</v></c>)", "[B text Dlamini]"},
             Case{R"(<c r="B7" s="1" t="s"><v>0</v></c>)", "[B text Nkosi]"},
             Case{R"(<c r="B7" t="s" s="1"><v>0</v></c>)", "[B text Nkosi]"},
             Case{R"(<c r="B7" t="n" s="1"><v>42</v></c>)", "[B number date 42]"},
             Case{R"(<c r="B7" t="str"><v>Thabo</v></c>)", "[B text Thabo]"},
             Case{R"(<c r="B7" t="b"><v>1</v></c>)", "[B boolean 1]"},
             Case{R"(<c r="B7" t="e"><v>#N/A</v></c>)", "[B error #N/A]"},
             Case{R"(<c r="B7" t="d"><v>2024-03-05</v></c>)", "[B iso_date 2024-03-05]"},
             Case{R"(<c r="B7" t="inlineStr"><is><t>a &amp; b</t></is></c>)", "[B text a & b]"},
             Case{
                 R"(<c r="B7" t="inlineStr"><is><t xml:space="preserve"> b</t></is></c>)",
                 "[B text  b]"},
             Case{R"(<c s="1"><v>3</v></c>)", "[A number date 3]"},
             Case{R"(<c r="B7" s="1"/><c t="s"><v>0</v></c>)", "[C text Nkosi]"},
             Case{R"(<c r="A7"><v>1</v></c><c r="Z7"><v>2</v></c>)", "[A number 1][Z number 2]"},
         }) {
        SCOPED_TRACE(markup);
        const auto reading = read(markup);
        EXPECT_EQ(reading.cells, cells);
        EXPECT_EQ(reading.left, "");
    }
}

TEST_F(UsualCellsTest, StopsBeforeWhatItDoesNotKnow) {
    for (const std::string_view cell : {
             R"(<c r="B8"><v>42</v></c>)",
             R"(<c r="B77"><v>42</v></c>)",
             R"(<c r="7"><v>42</v></c>)",
             R"(<c r="b7"><v>42</v></c>)",
             R"(<c r='B7'><v>42</v></c>)",
             R"(<c s="1" r="B7"><v>42</v></c>)",
             R"(<c r="B7" r="C7"><v>42</v></c>)",
             R"(<c r="B7" s="1" s="1"><v>42</v></c>)",
             R"(<c r="B7" s="1" t="n" s="1"><v>42</v></c>)",
             R"(<c r="B7" s="1234567"><v>42</v></c>)",
             R"(<c r="B7" s="x"><v>42</v></c>)",
             R"(<c r="B7" cm="1"><v>42</v></c>)",
             R"(<c r="B7" t="unknown"><v>42</v></c>)",
             R"(<c r="B7" t="s"><v>x</v></c>)",
             R"(<c r="B7" t="str"><f>A1</f><v>42</v></c>)",
             R"(<c r="B7" t="inlineStr"><is><r><t>b</t></r></is></c>)",
             R"(<c r="B7" t="inlineStr"><is><t>b</t><t>c</t></is></c>)",
             R"(<c r="B7"><v>42)",
             R"(<c r="B7)",
             R"(<c><v>42</v></c>)",
             R"(<d r="B7"><v>42</v></d>)",
         }) {
        SCOPED_TRACE(cell);
        const auto reading = read(std::string(R"(<c r="A7"><v>1</v></c>)").append(cell));
        EXPECT_EQ(reading.cells, "[A number 1]");
        EXPECT_EQ(reading.left, cell);
    }
}

TEST_F(UsualCellsTest, LeavesColumnsAndTextsPastTheLimitsToTheGeneralReader) {
    limits_.columns = 2;
    limits_.cell_bytes = 4;

    EXPECT_EQ(read(R"(<c r="B7"><v>1</v></c>)").left, "");
    EXPECT_NE(read(R"(<c r="C7"><v>1</v></c>)").left, "");
    EXPECT_EQ(read(R"(<c r="B7" t="str"><v>four</v></c>)").left, "");
    EXPECT_NE(read(R"(<c r="B7" t="str"><v>fives</v></c>)").left, "");
}

}  // namespace
}  // namespace rollcall::sheet::xlsx
