#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "base/descriptor.hpp"
#include "sheet/xlsx/reference.hpp"
#include "sheet/xlsx/xlsx.hpp"
#include "tests/support/workbook_parts.hpp"

namespace rollcall::sheet::xlsx {
namespace {

using test::memory_file;
using test::shared_strings;
using test::Workbook;
using test::worksheet;

// "A=s:text" with the flags behind: "A=n:1{date,formula}".
std::string shown(const Batch& batch, const Cell& cell) {
    static constexpr std::array<const char*, 8> names{
        "date",
        "formula",
        "no value",
        "replaced",
        "bad index",
        "too long",
        "repeated",
        "impossible"};
    static constexpr std::string_view kinds = "snbed";
    std::string text = column_letters(cell.column) + "=" +
                       kinds[static_cast<std::size_t>(cell.kind)] + ":" +
                       std::string(batch.text(cell));
    std::string flags;
    for (std::size_t bit = 0; bit < names.size(); ++bit) {
        if ((cell.flags >> bit & 1U) != 0)
            flags += (flags.empty() ? "" : ",") + std::string(names[bit]);
    }
    return flags.empty() ? text : text + "{" + flags + "}";
}

std::string shown(const Batch& batch) {
    std::string text;
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        if (!text.empty()) text += " | ";
        text += std::to_string(batch.row(i).number) + ":";
        for (const auto& cell : batch.cells(i))
            text += " " + shown(batch, cell);
    }
    return text;
}

struct Read {
    std::string rows;  // or the code of the refusal
    Info info;
    Notes notes;
};

Read read_bytes(std::string_view bytes, const OpenOptions& options = {}, int spill = -1) {
    const auto file = memory_file(bytes);
    const auto reader = open({file.get(), spill}, options);
    if (!reader) return {std::string(to_string(reader.error().code)), {}, {}};
    Read read{"", (*reader)->info(), {}};
    Batch batch;
    for (;;) {
        const auto more = (*reader)->next(batch);
        if (!more) return {std::string(to_string(more.error().code)), {}, {}};
        if (!*more) break;
        if (!read.rows.empty()) read.rows += " | ";
        read.rows += shown(batch);
    }
    read.notes = (*reader)->notes();
    return read;
}

// The rows of a sheet with these rows, and these shared strings and styles.
std::string rows_of(std::string_view rows, std::string_view items = "", std::string styles = "") {
    Workbook workbook;
    workbook.sheet = worksheet(rows);
    workbook.shared_strings = shared_strings(items);
    workbook.styles = std::move(styles);
    return read_bytes(workbook.bytes()).rows;
}

std::string cells_of(std::string_view cells, std::string_view items = "") {
    return rows_of("<row r=\"1\">" + std::string(cells) + "</row>", items);
}

TEST(WorkbookReader, ReadsEveryTypeOfCell) {
    constexpr std::string_view items = "<si><t>zero</t></si><si><t>one</t></si><si><t/></si>";
    struct Case {
        const char* cells;
        const char* rows;
    };
    for (const auto& [cells, rows] : {
             Case{R"(<c r="A1"><v>45123</v></c>)", "1: A=n:45123"},
             Case{R"(<c r="B1" t="n"><v>8.001015009087E+12</v></c>)", "1: B=n:8.001015009087E+12"},
             Case{R"(<c r="A1" t="s"><v>1</v></c>)", "1: A=s:one"},
             Case{R"(<c r="A1" t="s"><v>2</v></c>)", ""},
             Case{R"(<c r="A1" t="s"><v>3</v></c>)", "1: A=s:{bad index}"},
             Case{R"(<c r="A1" t="s"><v>-1</v></c>)", "1: A=s:{bad index}"},
             Case{R"(<c r="A1" t="s"><v>1e0</v></c>)", "1: A=s:{bad index}"},
             Case{R"(<c r="A1" t="inlineStr"><is><t> a </t></is></c>)", "1: A=s: a "},
             Case{R"(<c r="A1" t="str"><v>x</v></c>)", "1: A=s:x"},
             Case{R"(<c r="A1" t="str"><f>B1</f><v>x</v></c>)", "1: A=s:x{formula}"},
             Case{R"(<c r="A1"><f>B1+1</f><v>7</v></c>)", "1: A=n:7{formula}"},
             Case{R"(<c r="A1"><f>B1+1</f></c>)", "1: A=s:{formula,no value}"},
             Case{R"(<c r="A1" t="str"><f>B1</f><v></v></c>)", ""},
             Case{R"(<c r="A1" t="b"><v>1</v></c>)", "1: A=b:1"},
             Case{R"(<c r="A1" t="b"><v>false</v></c>)", "1: A=b:0"},
             Case{R"(<c r="A1" t="e"><v>#N/A</v></c>)", "1: A=e:#N/A"},
             Case{
                 R"(<c r="A1" t="d"><v>2024-02-29T00:00:00</v></c>)", "1: A=d:2024-02-29T00:00:00"},
             Case{R"(<c r="A1" s="3"/>)", ""},
             Case{R"(<c r="A1"><v></v></c>)", ""},
             Case{R"(<c r="A1"><v> 5 </v></c>)", "1: A=n:5"},
             Case{R"(<c r="A1"><v>1e400</v></c>)", "1: A=n:1e400{impossible}"},
             Case{R"(<c r="A1"><v>NaN</v></c>)", "1: A=n:NaN{impossible}"},
             Case{R"(<c r="A1"><v>0x10</v></c>)", "1: A=n:0x10{impossible}"},
         }) {
        SCOPED_TRACE(cells);
        EXPECT_EQ(cells_of(cells, items), rows);
    }
}

TEST(WorkbookReader, ReadsXmlInAllItsForms) {
    struct Case {
        const char* name;
        const char* cells;
        const char* rows;
    };
    for (const auto& [name, cells, rows] : {
             Case{
                 "attributes in any order, with either quote",
                 R"(<c t='inlineStr' x="a>b/" r = "A1" ><is><t>a</t></is></c >)",
                 "1: A=s:a"},
             Case{
                 "comments and instructions",
                 R"(<!-- <c r="A1"/> --><c r="A1" t="inlineStr"><?x y?><is>)"
                 R"(<t>a<!-- b -->c</t></is></c>)",
                 "1: A=s:ac"},
             Case{
                 "CDATA",
                 R"(<c r="A1" t="inlineStr"><is><t>a<![CDATA[<b>&amp;]]>c</t></is></c>)",
                 "1: A=s:a<b>&amp;c"},
             Case{
                 "entities",
                 R"(<c r="A1" t="inlineStr"><is>)"
                 R"(<t>&lt;&amp;&#65;&#x42;&quot;&apos;&gt;</t></is></c>)",
                 "1: A=s:<&AB\"'>"},
             Case{
                 "escapes",
                 R"(<c r="A1" t="inlineStr"><is><t>a_x0041_b_x005F_x0041__x00e9_</t></is></c>)",
                 "1: A=s:aAb_x0041_\xC3\xA9"},
             Case{
                 "line ends",
                 "<c r=\"A1\" t=\"inlineStr\"><is><t>a\r\nb\rc&#13;</t></is></c>",
                 "1: A=s:a\nb\nc\r"},
             Case{
                 "rich text without phonetics",
                 R"(<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>a</t></r>)"
                 R"(<rPh sb="0" eb="1"><t>no</t></rPh><r><t> b</t></r><phoneticPr/></is></c>)",
                 "1: A=s:a b"},
             Case{
                 "extensions",
                 R"(<c r="A1"><v>1</v><extLst><ext><c r="Z9"><v>2</v></c></ext></extLst>)"
                 R"(</c><y:c r="B1"><v>3</v></y:c>)",
                 "1: A=n:1"},
             Case{
                 "cells without references",
                 R"(<c><v>1</v></c><c/><c><v>3</v></c><c r="F1"><v>6</v></c><c><v>7</v></c>)",
                 "1: A=n:1 C=n:3 F=n:6 G=n:7"},
             Case{
                 "cells out of order",
                 R"(<c r="C1"><v>3</v></c><c r="A1"><v>1</v></c><c r="B1"/>)",
                 "1: A=n:1 C=n:3"},
             Case{
                 "a cell twice",
                 R"(<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>)",
                 "1: A=n:2{repeated}"},
             Case{"a reference of another row", R"(<c r="A77"><v>1</v></c>)", "1: A=n:1"},
             Case{
                 "NUL",
                 R"(<c r="A1" t="inlineStr"><is><t>a&#0;b_x0000_</t></is></c>)",
                 "1: A=s:a\xEF\xBF\xBD"
                 "b\xEF\xBF\xBD{replaced}"},
             Case{
                 "numbers of no character",
                 R"(<c r="A1" t="inlineStr"><is><t>&#xD800;&#99999999999;</t></is></c>)",
                 "1: A=s:\xEF\xBF\xBD\xEF\xBF\xBD{replaced}"},
             Case{
                 "ill-formed UTF-8",
                 "<c r=\"A1\" t=\"inlineStr\"><is><t>a\xFF</t></is></c>",
                 "1: A=s:a\xEF\xBF\xBD{replaced}"},
             Case{
                 "a control",
                 "<c r=\"A1\" t=\"inlineStr\"><is><t>a\x01</t></is></c>",
                 "1: A=s:a\xEF\xBF\xBD{replaced}"},
         }) {
        SCOPED_TRACE(name);
        EXPECT_EQ(cells_of(cells), rows);
    }
}

TEST(WorkbookReader, NumbersRowsAsTheSheetDoes) {
    struct Case {
        const char* name;
        const char* rows;
        const char* read;
    };
    for (const auto& [name, rows, read] : {
             Case{
                 "gaps",
                 R"(<row r="2"><c r="A2"><v>2</v></c></row><row r="5"/><row r="7">)"
                 R"(<c r="A7"><v>7</v></c></row>)",
                 "2: A=n:2 | 7: A=n:7"},
             Case{"without r", "<row/><row><c><v>2</v></c></row>", "2: A=n:2"},
             Case{
                 "the cell knows",
                 R"(<row><c r="B4"><v>4</v></c></row><row><c><v>5</v></c></row>)",
                 "4: B=n:4 | 5: A=n:5"},
             Case{
                 "backwards",
                 R"(<row r="5"><c r="A5"><v>5</v></c></row><row r="3"><c r="A3"><v>3</v>)"
                 R"(</c></row>)",
                 "5: A=n:5 | 3: A=n:3"},
             Case{
                 "twice", R"(<row r="5"><c r="A5"><v>5</v></c></row><row r="5"/>)", "FILE_CORRUPT"},
             Case{
                 "the last cell of all",
                 R"(<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>)",
                 "1048576: XFD=n:1"},
             Case{"row 0", R"(<row r="0"/>)", "BAD_REFERENCE"},
             Case{"row -5", R"(<row r="-5"/>)", "BAD_REFERENCE"},
             Case{"row beyond", R"(<row r="1048577"/>)", "BAD_REFERENCE"},
             Case{"cell A0", R"(<row r="1"><c r="A0"/></row>)", "BAD_REFERENCE"},
             Case{"cell XFE1", R"(<row r="1"><c r="XFE1"/></row>)", "BAD_REFERENCE"},
             Case{"cell 12", R"(<row r="1"><c r="12"/></row>)", "BAD_REFERENCE"},
         }) {
        SCOPED_TRACE(name);
        EXPECT_EQ(rows_of(rows), read);
    }
}

TEST(WorkbookReader, TellsDatesByTheirFormat) {
    const std::string styles =
        R"(<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\-mm"/>)"
        R"(<numFmt numFmtId="165" formatCode="0&quot; days&quot;"/></numFmts>)"
        R"(<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>)"
        R"(<xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>)";

    const auto rows = rows_of(
        R"(<row r="1"><c r="A1" s="0"><v>1</v></c><c r="B1" s="1"><v>2</v></c>)"
        R"(<c r="C1" s="2"><v>3.5</v></c><c r="D1" s="3"><v>4</v></c><c r="E1" s="99999">)"
        R"(<v>5</v></c></row>)",
        "",
        styles
    );

    EXPECT_EQ(rows, "1: A=n:1 B=n:2{date} C=n:3.5{date} D=n:4 E=n:5");
}

TEST(WorkbookReader, ReadsPrefixedStrictAndWideParts) {
    const std::string body =
        R"(<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>)"
        R"(<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>)";
    Workbook workbook;
    workbook.shared_strings = shared_strings("<si><t>caf\xC3\xA9</t></si>");
    workbook.sheet = body;
    EXPECT_EQ(read_bytes(workbook.bytes()).rows, "1: A=s:caf\xC3\xA9");

    workbook.sheet = "\xFF\xFE";
    for (const char c : body)
        workbook.sheet += {c, '\0'};
    EXPECT_EQ(read_bytes(workbook.bytes()).rows, "1: A=s:caf\xC3\xA9");

    workbook.shared_strings = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" +
                              shared_strings("<si><t>caf\xE9</t></si>");
    EXPECT_EQ(read_bytes(workbook.bytes()).rows, "1: A=s:caf\xC3\xA9");
}

TEST(WorkbookReader, ChoosesTheFirstVisibleWorksheet) {
    Workbook workbook;
    workbook.workbook =
        R"(<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets>)"
        R"(<sheet name="Old" state="hidden" r:id="rId1"/>)"
        R"(<sheet name="Chart" r:id="rId4"/><sheet name="List" r:id="rId5"/></sheets></workbook>)";
    workbook.workbook_relationships = test::relationships(
        test::relationship("rId1", "worksheet", "/xl/worksheets/sheet1.xml") +
        test::relationship("rId4", "chartsheet", "chartsheets/sheet1.xml") +
        test::relationship("rId5", "worksheet", "./x/../worksheets/sheet2.xml")
    );
    workbook.sheet = worksheet(R"(<row r="1"><c r="A1"><v>1</v></c></row>)");
    workbook.more.push_back(test::zip_entry(
        "xl/worksheets/sheet2.xml", worksheet(R"(<row r="1"><c r="A1"><v>2</v></c></row>)")
    ));

    const auto read = read_bytes(workbook.bytes());

    EXPECT_EQ(read.rows, "1: A=n:2");
    EXPECT_EQ(read.info.sheet, 2U);
    EXPECT_TRUE(read.info.date1904);
    EXPECT_TRUE(read.info.sheets[0].hidden);
    EXPECT_FALSE(read.info.sheets[1].worksheet);
    OpenOptions options;
    options.sheet = 0;
    EXPECT_EQ(read_bytes(workbook.bytes(), options).rows, "1: A=n:1");
    options.sheet = 1;
    EXPECT_EQ(read_bytes(workbook.bytes(), options).rows, "NO_SHEET");
    options.sheet = 7;
    EXPECT_EQ(read_bytes(workbook.bytes(), options).rows, "NO_SHEET");
}

TEST(WorkbookReader, NotesHiddenAndBlankRowsAndTheirOrder) {
    Workbook workbook;
    workbook.sheet =
        worksheet(R"(<row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="9"><c r="A9">)"
                  R"(<v>1</v></c></row>)"
                  R"(<row r="4" hidden="true"/><row r="5"><c r="A5"><v>1</v></c></row><row r="20">)"
                  R"(<c r="A20" s="1"/></row>)");

    const auto read = read_bytes(workbook.bytes());

    EXPECT_EQ(read.notes.hidden_rows, 1U);
    EXPECT_EQ(read.notes.blank_rows, 6U);
    EXPECT_TRUE(read.notes.rows_out_of_order);
}

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
