#include "sheet/writer/writer.hpp"

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <ios>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/limits.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/workbook.hpp"

namespace rollcall::sheet::writer {
namespace {

using Kind = Value::Kind;

Value text(std::string_view value, Style style = Style::plain) {
    return {.kind = Kind::text, .style = style, .text = value};
}

Value number(std::string_view value, Style style = Style::plain) {
    return {.kind = Kind::number, .style = style, .text = value};
}

SheetOptions options(std::string name, std::vector<std::string> header = {}) {
    return {.name = std::move(name), .header = std::move(header), .widths = {}};
}

class Writer : public testing::Test {
protected:
    // Writes a workbook and reads it back.
    tests::WrittenWorkbook written(const std::function<void(WorkbookWriter&)>& write) {
        const Descriptor file(::open(path_.c_str(), O_CREAT | O_TRUNC | O_RDWR, 0600));
        const auto workbook = create(file.get(), folder_.path());
        write(*workbook);
        workbook->finish();
        return tests::read_workbook(path_);
    }

    tests::TemporaryFolder folder_;
    std::string path_ = folder_ / "made.xlsx";
};

TEST_F(Writer, KeepsCellsWhereTheyWerePut) {
    const auto workbook = written([](WorkbookWriter& made) {
        auto& sheet = made.add_sheet(options("Members", {"ID Number", "Age"}));
        sheet.row(std::vector<Value>{text("0001015009087", Style::text), number("26")});
        sheet.row(std::vector<Value>{{}, number("31.50", Style::amber)});
        EXPECT_EQ(sheet.rows(), 2U);
    });

    const auto& sheet = workbook.sheet("Members");
    EXPECT_EQ(sheet.texts(1), (std::vector<std::string>{"ID Number", "Age"}));
    EXPECT_EQ(sheet.texts(2), (std::vector<std::string>{"0001015009087", "26"}));
    EXPECT_EQ(sheet.texts(3), (std::vector<std::string>{"", "31.50"}));
    EXPECT_EQ(sheet.rows.at(2).at(1).type, "inlineStr");
    EXPECT_EQ(sheet.rows.at(3).at(2).style, static_cast<int>(Style::amber));
}

TEST_F(Writer, FreezesAndFiltersAHeader) {
    const auto workbook = written([](WorkbookWriter& made) {
        made.add_sheet(options("With", {"A", "B"})).row(std::vector<Value>{text("1"), text("2")});
        made.add_sheet(options("Without")).row(std::vector<Value>{text("1")});
    });

    EXPECT_TRUE(workbook.sheet("With").frozen);
    EXPECT_EQ(workbook.sheet("With").filter, "A1:B2");
    EXPECT_EQ(workbook.sheet("With").rows.at(1).at(1).style, static_cast<int>(Style::header));
    EXPECT_FALSE(workbook.sheet("Without").frozen);
    EXPECT_EQ(workbook.sheet("Without").filter, "");
}

TEST_F(Writer, FitsWidthsToHeaderAndFirstRows) {
    const auto workbook = written([](WorkbookWriter& made) {
        auto& sheet = made.add_sheet(options("Fitted", {"A", "Residential Address", "C"}));
        sheet.row(std::vector<Value>{text("1"), text("x"), text(std::string(30, 'y'))});
        sheet.row(std::vector<Value>{number("45000", Style::date), text("x"), text("")});
    });

    const auto& widths = workbook.sheet("Fitted").widths;
    ASSERT_EQ(widths.size(), 3U);
    EXPECT_GE(widths[0], 10);
    EXPECT_GE(widths[1], 19);
    EXPECT_GE(widths[2], 30);
    EXPECT_LE(widths[2], 40);
}

TEST_F(Writer, TakesGivenWidths) {
    const auto workbook = written([](WorkbookWriter& made) {
        made.add_sheet({.name = "Given", .header = {"A", "B"}, .widths = {20, 30}});
    });

    EXPECT_EQ(workbook.sheet("Given").widths.size(), 2U);
    EXPECT_GT(workbook.sheet("Given").widths[1], workbook.sheet("Given").widths[0]);
}

TEST_F(Writer, KeepsSheetsWrittenSideBySideApart) {
    constexpr std::uint32_t rows = 5'000;
    const auto workbook = written([](WorkbookWriter& made) {
        auto& left = made.add_sheet(options("Left", {"Number"}));
        auto& right = made.add_sheet(options("Right", {"Number"}));
        for (std::uint32_t i = 0; i < rows; ++i) {
            const auto value = std::to_string(i);
            left.row(std::vector<Value>{text("left " + value)});
            if (i % 2 == 0) right.row(std::vector<Value>{text("right " + value)});
        }
    });

    const auto& left = workbook.sheet("Left");
    const auto& right = workbook.sheet("Right");
    ASSERT_EQ(left.rows.size(), rows + 1);
    ASSERT_EQ(right.rows.size(), rows / 2 + 1);
    EXPECT_EQ(left.text(rows + 1, 1), "left 4999");
    EXPECT_EQ(right.text(rows / 2 + 1, 1), "right 4998");
}

TEST_F(Writer, GoesOnInAnotherSheetPastTheLastRow) {
    const auto workbook = written([](WorkbookWriter& made) {
        auto& sheet = made.add_sheet(options("Long", {"N"}));
        made.add_sheet(options("Long (2)")).row(std::vector<Value>{text("taken")});
        const std::vector<Value> row{number("1")};
        for (std::uint32_t i = 0; i < sheet_rows_max + 9; ++i)
            sheet.row(row);
        EXPECT_EQ(sheet.rows(), sheet_rows_max + 9);
    });

    ASSERT_EQ(workbook.sheets.size(), 3U);
    EXPECT_EQ(workbook.sheets[0].name, "Long");
    EXPECT_EQ(workbook.sheets[1].name, "Long (3)");
    EXPECT_EQ(workbook.sheets[0].rows.size(), sheet_rows_max);
    EXPECT_EQ(workbook.sheets[1].rows.size(), 11U);
    EXPECT_EQ(workbook.sheets[1].text(1, 1), "N");
    EXPECT_TRUE(workbook.sheets[1].frozen);
}

TEST_F(Writer, LeavesOutWhatStandsPastTheLastColumn) {
    const auto workbook = written([](WorkbookWriter& made) {
        made.add_sheet(options("Wide")).row(std::vector<Value>(sheet_columns_max + 5, number("1")));
    });

    EXPECT_EQ(workbook.sheet("Wide").rows.at(1).size(), sheet_columns_max);
}

TEST_F(Writer, MakesNoFormulaAndStaysWellFormedWhateverTheInput) {
    std::mt19937 random(20261124);  // NOLINT(bugprone-random-generator-seed): the same each run
    const auto alphabet = std::string("=+-@\t\r\n'\"<>&_x0041_{}[];/f\x01\x7F\xC3\xA9\xFF ") + '\0';
    std::uniform_int_distribution<std::size_t> pick(0, alphabet.size() - 1);
    std::uniform_int_distribution<std::size_t> length(0, 40);
    std::uniform_int_distribution<int> any_kind(0, 3);
    std::uniform_int_distribution<int> any_style(0, static_cast<int>(Style::amber_date_time));

    const auto workbook = written([&](WorkbookWriter& made) {
        auto& sheet = made.add_sheet(options("=1+1", {"=cmd|' /C calc'!A0", "<f>1</f>"}));
        std::vector<std::string> texts(10);
        for (int row = 0; row < 3'000; ++row) {
            std::vector<Value> values;
            for (auto& one : texts) {
                one.clear();
                for (auto left = length(random); left > 0; --left)
                    one += alphabet[pick(random)];
                values.push_back({Kind(any_kind(random)), Style(any_style(random)), one});
            }
            sheet.row(values);
        }
    });

    EXPECT_EQ(workbook.sheets.at(0).formulas, 0U);
    EXPECT_EQ(workbook.sheets.at(0).rows.size(), 3'001U);
    EXPECT_EQ(workbook.sheets.at(0).text(1, 1), "=cmd|' /C calc'!A0");
}

TEST_F(Writer, MakesTheSameBytesOfTheSameRows) {
    const auto bytes = [&] {
        written([](WorkbookWriter& made) {
            made.add_sheet(options("A", {"B"})).row(std::vector<Value>{text("c")});
        });
        std::ifstream file(path_, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    };
    const auto first = bytes();

    EXPECT_EQ(bytes(), first);
}

TEST_F(Writer, SaysWhenTheDiskIsFull) {
    const Descriptor full(::open("/dev/full", O_WRONLY));
    const auto workbook = create(full.get(), folder_.path());
    workbook->add_sheet(options("A", {"B"}));

    try {
        workbook->finish();
        FAIL() << "a full disk was not noticed";
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.broken(), Broken::disk_full);
    }
}

TEST_F(Writer, LeavesNothingInTheSpillFolder) {
    written([](WorkbookWriter& made) { made.add_sheet(options("A", {"B"})); });
    std::filesystem::remove(path_);

    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(Writer, IsReadByOpenpyxl) {
    if (std::system("/usr/bin/python3 -c 'import openpyxl' 2>/dev/null") != 0) {
        GTEST_SKIP() << "needs python3-openpyxl";
    }
    written([](WorkbookWriter& made) {
        auto& sheet = made.add_sheet(options("Members", {"ID", "Joined", "At", "Ok", "Note"}));
        sheet.row(std::vector<Value>{
            text("0001015009087", Style::text),
            number("45123", Style::date),
            number("45123.5", Style::date_time),
            {.kind = Kind::boolean, .style = Style::plain, .text = "1"},
            text("=1+1")});
        sheet.row(std::vector<Value>{{}, {}, {}, {}, text(" caf\xC3\xA9\n& <b> ")});
        made.add_sheet(options("Second's")).row(std::vector<Value>{number("1.50")});
    });

    const auto seen = tests::output_of(
        "/usr/bin/python3 -W error -c '"
        "import openpyxl, sys\n"
        "book = openpyxl.load_workbook(sys.argv[1])\n"
        "for sheet in book:\n"
        "  print(sheet.title, sheet.freeze_panes, sheet.auto_filter.ref)\n"
        "  for row in sheet.iter_rows():\n"
        "    print([(c.data_type, str(c.value)) for c in row if c.value is not None])\n"
        "' '" +
        path_ + "'"
    );

    EXPECT_EQ(
        seen,
        "Members A2 A1:E3\n"
        "[('s', 'ID'), ('s', 'Joined'), ('s', 'At'), ('s', 'Ok'), ('s', 'Note')]\n"
        "[('s', '0001015009087'), ('d', '2023-07-16 00:00:00'), ('d', '2023-07-16 12:00:00'), "
        "('b', 'True'), ('s', '=1+1')]\n"
        "[('s', ' caf\xC3\xA9\\n& <b> ')]\n"
        "Second's None None\n"
        "[('n', '1.5')]\n"
    );
}

}  // namespace
}  // namespace rollcall::sheet::writer
