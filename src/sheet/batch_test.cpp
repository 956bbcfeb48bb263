#include "sheet/batch.hpp"

#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace rollcall::sheet {
namespace {

using std::string_literals::operator""s;

struct Parts {
    std::vector<Row> rows{{1, 0, 0}, {3, 2, 0}};
    std::vector<Cell> cells{
        {0, 0, CellKind::text, 0},
        {3, 2, CellKind::number, 0},
        {4, 1, CellKind::text, 0}};
    std::string text =
        "a\xC3\xA9"
        "7b";
};

bool adopts(Parts parts) {
    Batch batch;
    const bool fits =
        batch.adopt(std::move(parts.rows), std::move(parts.cells), std::move(parts.text));
    EXPECT_EQ(fits, !batch.empty());
    return fits;
}

TEST(Batch, HandsOutRowsAsTheyWereMade) {
    Batch batch;
    batch.start_row(4);
    batch.add_cell(0, CellKind::text, flag_none, "Thabo");
    batch.add_cell(3, CellKind::number, flag_date, "45123");
    batch.start_row(6, row_flag_hidden);
    batch.add_cell(1, CellKind::text, flag_none, "Nkosi");

    ASSERT_EQ(batch.row_count(), 2U);
    EXPECT_EQ(batch.row(1).number, 6U);
    EXPECT_EQ(batch.row(1).flags, row_flag_hidden);
    ASSERT_EQ(batch.cells(0).size(), 2U);
    EXPECT_EQ(batch.text(batch.cells(0)[1]), "45123");
    EXPECT_EQ(batch.text(batch.cells(1)[0]), "Nkosi");
}

TEST(Batch, TakesTheLastRowBackOut) {
    Batch batch;
    batch.start_row(1);
    batch.add_cell(0, CellKind::text, flag_none, "a");
    batch.start_row(2);
    batch.add_cell(0, CellKind::text, flag_none, "b");

    batch.drop_row();
    batch.start_row(3);
    batch.add_cell(0, CellKind::text, flag_none, "c");

    ASSERT_EQ(batch.row_count(), 2U);
    EXPECT_EQ(batch.row(1).number, 3U);
    EXPECT_EQ(batch.text(batch.cells(1)[0]), "c");
    EXPECT_EQ(batch.raw_text(), "ac");
}

TEST(Batch, HoldsTextOfAnyLengthAndNothingOfWhatItHeldBefore) {
    Batch batch;
    for (const std::size_t length : {200'000UL, 3UL, 17UL, 0UL, 400'000UL}) {
        SCOPED_TRACE(length);
        const std::string text(length, 'x');
        batch.clear();
        batch.start_row(1);
        batch.add_cell(0, CellKind::text, flag_none, text);
        batch.add_cell(1, CellKind::text, flag_none, "end");

        EXPECT_EQ(batch.text(batch.cells(0)[0]), text);
        EXPECT_EQ(batch.text(batch.cells(0)[1]), "end");
        EXPECT_EQ(batch.raw_text(), text + "end");
        EXPECT_EQ(batch.bytes(), sizeof(Row) + (2 * sizeof(Cell)) + length + 3);
    }
}

TEST(Batch, AdoptsPartsThatFitTogether) {
    Batch batch;
    Parts parts;

    ASSERT_TRUE(batch.adopt(std::move(parts.rows), std::move(parts.cells), std::move(parts.text)));

    EXPECT_EQ(batch.text(batch.cells(0)[0]), "a\xC3\xA9");
    EXPECT_EQ(batch.text(batch.cells(1)[0]), "b");
}

TEST(Batch, GivesItsPartsBackForReuse) {
    Batch batch;
    batch.start_row(1);
    batch.add_cell(0, CellKind::text, flag_none, "a");
    Parts parts;

    batch.release(parts.rows, parts.cells, parts.text);

    EXPECT_TRUE(batch.empty());
    EXPECT_TRUE(adopts(parts));
    EXPECT_EQ(parts.text, "a");
}

struct Fault {
    std::string name;
    std::function<void(Parts&)> spoil;
};

class BatchAdopt : public testing::TestWithParam<Fault> {};

TEST_P(BatchAdopt, RefusesPartsThatDoNotFit) {
    Parts parts;
    GetParam().spoil(parts);

    EXPECT_FALSE(adopts(parts));
}

INSTANTIATE_TEST_SUITE_P(
    Faults,
    BatchAdopt,
    testing::Values(
        Fault{"row_zero", [](Parts& p) { p.rows[0].number = 0; }},
        Fault{"row_past_the_sheet", [](Parts& p) { p.rows[1].number = 1'048'577; }},
        Fault{"first_row_without_the_first_cell", [](Parts& p) { p.rows[0].first_cell = 1; }},
        Fault{
            "rows_backwards",
            [](Parts& p) {
                p.rows.push_back({4, 1, 0});
            }},
        Fault{"row_past_the_cells", [](Parts& p) { p.rows[1].first_cell = 4; }},
        Fault{"cells_without_a_row", [](Parts& p) { p.rows.clear(); }},
        Fault{"text_before_the_first_cell", [](Parts& p) { p.cells[0].offset = 1; }},
        Fault{"offsets_backwards", [](Parts& p) { p.cells[2].offset = 2; }},
        Fault{"offset_past_the_text", [](Parts& p) { p.cells[2].offset = 6; }},
        Fault{"offset_inside_a_character", [](Parts& p) { p.cells[1].offset = 2; }},
        Fault{"column_past_the_sheet", [](Parts& p) { p.cells[2].column = 16'384; }},
        Fault{"unknown_kind", [](Parts& p) { p.cells[0].kind = static_cast<CellKind>(5); }},
        Fault{"a_column_twice", [](Parts& p) { p.cells[1].column = 0; }},
        Fault{
            "text_without_cells",
            [](Parts& p) {
                p.rows.resize(1);
                p.cells.clear();
            }},
        Fault{"a_nul", [](Parts& p) { p.text = "a\xC3\xA9\0b"s; }},
        Fault{
            "text_that_is_not_utf8",
            [](Parts& p) {
                p.text =
                    "axx\xFF"
                    "b";
            }}
    ),
    [](const auto& test) { return test.param.name; }
);

}  // namespace
}  // namespace rollcall::sheet
