#include <cstddef>
#include <functional>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/batch.hpp"
#include "sheet/reader.hpp"
#include "sheet/xlsx/xlsx.hpp"
#include "tests/support/read_workbook.hpp"
#include "tests/support/workbook_parts.hpp"

namespace rollcall::sheet::xlsx {
namespace {

using test::memory_file;
using test::shared_strings;
using test::Workbook;
using test::worksheet;

TEST(WorkbookReader, RefusesWorkbooksThatCannotBeRead) {
    struct Case {
        const char* name;
        std::function<void(Workbook&)> bend;
        const char* code;
    };
    for (const auto& [name, bend, code] : {
             Case{"no workbook", [](Workbook& w) { w.workbook.clear(); }, "FILE_NOT_A_SPREADSHEET"},
             Case{
                 "another root",
                 [](Workbook& w) { w.workbook = "<document/>"; },
                 "FILE_NOT_A_SPREADSHEET"},
             Case{
                 "OpenDocument",
                 [](Workbook& w) {
                     w.workbook.clear();
                     w.more = {
                         test::zip_entry("mimetype", "x"), test::zip_entry("content.xml", "x")};
                 },
                 "FILE_ODS"},
             Case{
                 "xlsb",
                 [](Workbook& w) { w.more.push_back(test::zip_entry("xl/workbook.bin", "x")); },
                 "FILE_XLSB"},
             Case{
                 "no sheets",
                 [](Workbook& w) { w.workbook = "<workbook><sheets/></workbook>"; },
                 "NO_SHEET"},
             Case{"no such part", [](Workbook& w) { w.sheet.clear(); }, "FILE_CORRUPT"},
             Case{
                 "a target outside",
                 [](Workbook& w) {
                     w.workbook_relationships = test::relationships(
                         test::relationship("rId1", "worksheet", "../../../etc/passwd")
                     );
                 },
                 "FILE_CORRUPT"},
             Case{
                 "a link",
                 [](Workbook& w) {
                     w.workbook_relationships = test::relationships(
                         R"(<Relationship Id="rId1" Type="a/worksheet")"
                         R"( TargetMode="External" Target="http://localhost/"/>)"
                     );
                 },
                 "EXTERNAL_REFERENCE"},
             Case{
                 "a DTD in content types",
                 [](Workbook& w) { w.content_types = "<!DOCTYPE a><Types/>"; },
                 "XML_DOCTYPE"},
             Case{
                 "a DTD in the sheet",
                 [](Workbook& w) { w.sheet = "<!DOCTYPE a [<!ENTITY b \"c\">]>" + w.sheet; },
                 "XML_DOCTYPE"},
             Case{
                 "a DTD in the shared strings",
                 [](Workbook& w) { w.shared_strings = "<!DOCTYPE a><sst/>"; },
                 "XML_DOCTYPE"},
             Case{
                 "broken relationships",
                 [](Workbook& w) { w.workbook_relationships = "<a>"; },
                 "FILE_CORRUPT"},
             Case{
                 "deep styles",
                 [](Workbook& w) {
                     for (int i = 0; i < 40; ++i)
                         w.styles += "<a>";
                 },
                 "XML_TOO_DEEP"},
             Case{
                 "UTF-7",
                 [](Workbook& w) { w.sheet = "<?xml version='1.0' encoding='UTF-7'?><a/>"; },
                 "ENCODING"},
             Case{
                 "ends in a row",
                 [](Workbook& w) { w.sheet.resize(w.sheet.find("</row>")); },
                 "FILE_TRUNCATED"},
             Case{
                 "not a worksheet",
                 [](Workbook& w) { w.sheet = "<chartsheet/>"; },
                 "FILE_NOT_A_SPREADSHEET"},
         }) {
        SCOPED_TRACE(name);
        Workbook workbook;
        workbook.sheet = worksheet(R"(<row r="1"><c r="A1"><v>1</v></c></row>)");
        bend(workbook);

        EXPECT_EQ(read_bytes(workbook.bytes()).rows, code);
    }
}

TEST(WorkbookReader, RefusesWhatPassesALimit) {
    struct Case {
        const char* name;
        std::function<void(ReaderLimits&)> bend;
        const char* code;
    };
    for (const auto& [name, bend, code] : {
             Case{"rows", [](ReaderLimits& l) { l.rows = 2; }, "TOO_MANY_ROWS"},
             Case{"columns", [](ReaderLimits& l) { l.columns = 1; }, "TOO_MANY_COLUMNS"},
             Case{"cell", [](ReaderLimits& l) { l.cell_bytes = 9; }, "CELL_TOO_LONG"},
             Case{"output", [](ReaderLimits& l) { l.emitted_bytes = 50; }, "FILE_TOO_LARGE"},
             Case{"part", [](ReaderLimits& l) { l.part_bytes = 50; }, "FILE_TOO_LARGE"},
             Case{"small part", [](ReaderLimits& l) { l.small_part_bytes = 50; }, "FILE_TOO_LARGE"},
             Case{
                 "shared strings",
                 [](ReaderLimits& l) { l.shared_strings = 1; },
                 "SHARED_STRINGS_TOO_LARGE"},
             Case{
                 "their bytes",
                 [](ReaderLimits& l) { l.shared_strings_bytes = 9; },
                 "SHARED_STRINGS_TOO_LARGE"},
             Case{"depth", [](ReaderLimits& l) { l.depth = 2; }, "XML_TOO_DEEP"},
             Case{"tag", [](ReaderLimits& l) { l.tag_bytes = 9; }, "FILE_CORRUPT"},
             Case{"attributes", [](ReaderLimits& l) { l.attributes = 1; }, "FILE_CORRUPT"},
         }) {
        SCOPED_TRACE(name);
        Workbook workbook;
        workbook.shared_strings = shared_strings("<si><t>ten bytes.</t></si><si><t>b</t></si>");
        workbook.sheet = worksheet(
            R"(<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>)"
            R"(<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>)"
        );
        OpenOptions options;
        bend(options.limits);

        EXPECT_EQ(read_bytes(workbook.bytes(), options).rows, code);
    }
}

TEST(WorkbookReader, ReadsTheSameWhereverTheWindowEnds) {
    // Every cell of a sheet of over a window's size; padding moves the border over each byte.
    const std::string unusual =
        R"(<row r="3"><c r="A3" t="inlineStr"><is><t>a&amp;b</t></is></c><c  r="B3">)"
        R"(<f>x</f><v>2</v></c></row>)";
    for (std::size_t shift = 0; shift < unusual.size() + 8; ++shift) {
        Workbook workbook;
        const std::string padding(262'144 - unusual.size() - 200 + shift, ' ');
        workbook.sheet =
            worksheet(padding + unusual + R"(<row r="4"><c r="A4"><v>4</v></c></row>)");
        workbook.shared_strings.clear();

        ASSERT_EQ(read_bytes(workbook.bytes()).rows, "3: A=s:a&b B=n:2{formula} | 4: A=n:4")
            << "shifted by " << shift;
    }
}

TEST(WorkbookReader, HandsOnRowsInBatchesWhoseFirstHoldsTheHeader) {
    std::string rows;
    for (int i = 1; i <= 3000; ++i) {
        rows += "<row r=\"" + std::to_string(i) + "\"><c r=\"A" + std::to_string(i) +
                "\" t=\"s\"><v>0</v></c></row>";
    }
    Workbook workbook;
    workbook.sheet = worksheet(rows);
    workbook.shared_strings = shared_strings("<si><t>" + std::string(20'000, 'x') + "</t></si>");
    const auto file = memory_file(workbook.bytes());
    const auto reader = open({file.get(), -1}, {});
    ASSERT_TRUE(reader);
    Batch batch;
    std::size_t seen = 0;

    ASSERT_TRUE((*reader)->next(batch).value_or(false));
    EXPECT_GE(batch.row_count(), header_rows_max);
    while (!batch.empty()) {
        EXPECT_LE(batch.bytes(), 2 * mib);
        seen += batch.row_count();
        ASSERT_TRUE((*reader)->next(batch));
    }

    EXPECT_EQ(seen, 3000U);
}

TEST(WorkbookReader, ReadsSharedStringsFromTheSpillFile) {
    std::string items;
    std::string rows;
    std::string expected;
    for (int i = 0; i < 300; ++i) {
        const auto number = std::to_string(i + 1);
        const std::string text(10'000, static_cast<char>('a' + i % 26));
        items += "<si><t>" + text + number + "</t></si>";
        rows += "<row r=\"" + number + "\"><c r=\"A" + number + "\" t=\"s\"><v>" +
                std::to_string(i) + "</v></c></row>";
        expected += (i == 0 ? "" : " | ") + number + ": A=s:" + text + number;
    }
    Workbook workbook;
    workbook.sheet = worksheet(rows);
    workbook.shared_strings = shared_strings(items);
    OpenOptions options;
    options.limits.shared_strings_memory = 100;
    const auto spill = memory_file("");

    EXPECT_EQ(read_bytes(workbook.bytes(), options, spill.get()).rows, expected);
    EXPECT_EQ(read_bytes(workbook.bytes(), options).rows, "SHARED_STRINGS_TOO_LARGE");
}

TEST(WorkbookReader, FlagsTextsThatExcelCouldNotHold) {
    const std::string text(32'768, 'x');

    EXPECT_EQ(
        cells_of("<c r=\"A1\" t=\"s\"><v>0</v></c>", "<si><t>" + text + "</t></si>"),
        "1: A=s:" + text + "{too long}"
    );
    EXPECT_EQ(
        cells_of("<c r=\"A1\" t=\"inlineStr\"><is><t>" + text.substr(1) + "</t></is></c>"),
        "1: A=s:" + text.substr(1)
    );
}

}  // namespace
}  // namespace rollcall::sheet::xlsx
