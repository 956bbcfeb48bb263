// Workbooks that are small and unpack to far more than anybody may hold. Each is made as a stream;
// what the reader needs in time and memory is measured in bench/, not here.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "sheet/xlsx/xlsx.hpp"
#include "tests/support/workbook_parts.hpp"

namespace rollcall::sheet::xlsx {
namespace {

constexpr std::string_view open_sheet = "<worksheet><sheetData>";
constexpr std::string_view close_sheet = "</sheetData></worksheet>";

// `head`, then `piece(i)` for each i below `count`, then `tail`, in steps of about 64 KiB.
struct Content {
    std::string head;
    std::uint64_t count;
    std::function<std::string(std::uint64_t)> piece;
    std::string tail;
};

std::function<std::string()> stream(const Content& content) {
    return [content, i = std::uint64_t{0}, started = false, ended = false]() mutable {
        std::string step;
        if (!std::exchange(started, true)) step = content.head;
        while (i < content.count && step.size() < 64 * kib)
            step += content.piece(i++);
        if (i == content.count && !std::exchange(ended, true)) step += content.tail;
        return step;
    };
}

std::string sheet_row(std::uint64_t number, std::string_view cells) {
    return fmt::format(R"(<row r="{}">{}</row>)", number, cells);
}

// "3 rows, 4 cells", or the code of the refusal.
std::string
ending(test::Workbook& workbook, const Content& sheet, const OpenOptions& options = {}) {
    workbook.more.push_back(test::streamed_entry("xl/worksheets/sheet1.xml", stream(sheet)));
    const auto file = test::memory_file(workbook.bytes());
    const auto reader = open({file.get(), -1}, options);
    if (!reader) return std::string(to_string(reader.error().code));
    std::uint64_t rows = 0;
    std::uint64_t cells = 0;
    Batch batch;
    for (;;) {
        const auto more = (*reader)->next(batch);
        if (!more) return std::string(to_string(more.error().code));
        if (!*more) return fmt::format("{} rows, {} cells", rows, cells);
        rows += batch.row_count();
        cells += batch.raw_cells().size();
    }
}

std::string ending(const Content& sheet) {
    test::Workbook workbook;
    return ending(workbook, sheet);
}

TEST(Bomb, PassesOverAMillionStyledEmptyRows) {
    const auto empty_row = [](std::uint64_t i) {
        const auto number = i + 2;
        return sheet_row(
            number,
            fmt::format(
                R"(<c r="A{0}" s="1"/><c r="B{0}" s="1"/><c r="C{0}" s="1"/>)"
                R"(<c r="D{0}" s="1"/><c r="E{0}" s="1"/>)",
                number
            )
        );
    };
    const auto head = std::string(open_sheet) + sheet_row(1, R"(<c r="A1"><v>1</v></c>)");

    EXPECT_EQ(ending({head, 1'048'575, empty_row, std::string(close_sheet)}), "1 rows, 1 cells");
}

TEST(Bomb, RefusesARowOfThirtyMillionCells) {
    const auto cell = [](std::uint64_t) { return std::string("<c/>"); };

    EXPECT_EQ(
        ending({std::string(open_sheet) + "<row>", 30'000'000, cell, "</row>"}), "TOO_MANY_COLUMNS"
    );
}

TEST(Bomb, RefusesACellOf300Megabytes) {
    const auto text = [](std::uint64_t) { return std::string(kib, 'x'); };
    const auto head = std::string(open_sheet) + R"(<row r="1"><c r="A1" t="inlineStr"><is><t>)";

    EXPECT_EQ(
        ending({head, 300 * kib, text, "</t></is></c></row>" + std::string(close_sheet)}),
        "CELL_TOO_LONG"
    );
}

TEST(Bomb, RefusesATagOf200000Attributes) {
    const auto attribute = [](std::uint64_t i) { return fmt::format(R"( a{}="1")", i); };

    EXPECT_EQ(
        ending({std::string(open_sheet) + "<row><c", 200'000, attribute, "/></row>"}),
        "FILE_CORRUPT"
    );
}

TEST(Bomb, RefusesSixteenGigabytesOutOfOneSharedString) {
    test::Workbook workbook;
    workbook.shared_strings =
        test::shared_strings("<si><t>" + std::string(32'767, 'x') + "</t></si>");
    const auto row = [](std::uint64_t i) {
        return sheet_row(i + 1, fmt::format(R"(<c r="A{}" t="s"><v>0</v></c>)", i + 1));
    };

    EXPECT_EQ(
        ending(workbook, {std::string(open_sheet), 500'000, row, std::string(close_sheet)}),
        "FILE_TOO_LARGE"
    );
}

TEST(Bomb, HoldsTheOutputToTheRatioOfTheSheet) {
    const auto row = [](std::uint64_t) { return sheet_row(1, R"(<c r="A1" t="s"><v>0</v></c>)"); };
    const Content sheet{std::string(open_sheet), 1, row, std::string(close_sheet)};
    test::Workbook workbook;
    workbook.shared_strings =
        test::shared_strings("<si><t>" + std::string(10'000, 'x') + "</t></si>");
    auto same = workbook;
    OpenOptions options;
    options.limits.emitted_judged_past = 1000;

    options.limits.ratio = 50;
    EXPECT_EQ(ending(workbook, sheet, options), "FILE_TOO_LARGE");
    options.limits.ratio = 200;
    EXPECT_EQ(ending(same, sheet, options), "1 rows, 1 cells");
}

TEST(Bomb, ListsAHundredThousandSheets) {
    test::Workbook workbook;
    workbook.workbook = "<workbook><sheets>";
    for (int i = 0; i < 100'000; ++i) {
        workbook.workbook +=
            fmt::format(R"(<sheet name="s{0}" sheetId="{0}" r:id="rId1"/>)", i + 1);
    }
    workbook.workbook += "</sheets></workbook>";
    const auto row = [](std::uint64_t) { return sheet_row(1, R"(<c r="A1"><v>1</v></c>)"); };

    EXPECT_EQ(
        ending(workbook, {std::string(open_sheet), 1, row, std::string(close_sheet)}),
        "1 rows, 1 cells"
    );
}

}  // namespace
}  // namespace rollcall::sheet::xlsx
