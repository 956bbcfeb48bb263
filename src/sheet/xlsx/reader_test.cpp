#include "sheet/reader.hpp"

#include <string>
#include <string_view>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "sheet/batch.hpp"
#include "sheet/xlsx/xlsx.hpp"
#include "tests/support/read_workbook.hpp"
#include "tests/support/workbook_parts.hpp"

namespace rollcall::sheet::xlsx {
namespace {

using test::shared_strings;
using test::Workbook;
using test::worksheet;

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

}  // namespace
}  // namespace rollcall::sheet::xlsx
