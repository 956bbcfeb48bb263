#include "sheet/writer/package.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "sheet/writer/markup.hpp"

namespace rollcall::sheet::writer {
namespace {

constexpr std::string_view declaration =
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

constexpr std::string_view main_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
constexpr std::string_view office_space =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr std::string_view package_space = "http://schemas.openxmlformats.org/package/2006";
constexpr std::string_view type_prefix =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.";

std::string escaped(std::string_view text) {
    Markup markup;
    add_escaped(markup, text);
    return std::string(markup.view());
}

// A sheet's name as a formula has it: quoted, apostrophes doubled.
std::string quoted(std::string_view name) {
    std::string text = "'";
    for (const char c : name) {
        if (c == '\'') text += '\'';
        text += c;
    }
    return text + "'";
}

std::string relationship(std::string_view id, std::string_view type, std::string_view target) {
    return fmt::format(
        R"(<Relationship Id="{}" Type="{}/{}" Target="{}"/>)", id, office_space, type, target
    );
}

std::string relationships(std::string_view entries) {
    return fmt::format(
        R"({}<Relationships xmlns="{}/relationships">{}</Relationships>)",
        declaration,
        package_space,
        entries
    );
}

}  // namespace

std::string content_types(std::size_t sheets) {
    const auto entry = [](std::string_view name, std::string_view type) {
        return fmt::format(
            R"(<Override PartName="/{}" ContentType="{}{}+xml"/>)", name, type_prefix, type
        );
    };
    std::string part(declaration);
    part += fmt::format(R"(<Types xmlns="{}/content-types">)", package_space);
    part += R"(<Default Extension="rels" )"
            R"(ContentType="application/vnd.openxmlformats-package.relationships+xml"/>)"
            R"(<Default Extension="xml" ContentType="application/xml"/>)";
    part += entry("xl/workbook.xml", "sheet.main");
    part += entry("xl/styles.xml", "styles");
    for (std::size_t i = 1; i <= sheets; ++i)
        part += entry(sheet_part_name(i), "worksheet");
    return part + "</Types>";
}

std::string package_relationships() {
    return relationships(relationship("rId1", "officeDocument", "xl/workbook.xml"));
}

std::string workbook_part(const std::vector<NamedSheet>& sheets) {
    std::string part(declaration);
    part += fmt::format(R"(<workbook xmlns="{}" xmlns:r="{}">)", main_space, office_space);
    part += R"(<bookViews><workbookView activeTab="0"/></bookViews><sheets>)";
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        part += fmt::format(
            R"(<sheet name="{0}" sheetId="{1}" r:id="rId{1}"/>)", escaped(sheets[i].name), i + 1
        );
    }
    part += "</sheets>";
    std::string filters;
    for (std::size_t i = 0; i < sheets.size(); ++i) {
        if (sheets[i].filter_range.empty()) continue;
        // Excel keeps a sheet's filter under this hidden name too, and misses it elsewhere.
        filters += fmt::format(
            R"(<definedName name="_xlnm._FilterDatabase" localSheetId="{}" hidden="1">{}!{})"
            "</definedName>",
            i,
            escaped(quoted(sheets[i].name)),
            sheets[i].filter_range
        );
    }
    if (!filters.empty()) part += "<definedNames>" + filters + "</definedNames>";
    return part + "</workbook>";
}

std::string workbook_relationships(std::size_t sheets) {
    std::string entries;
    for (std::size_t i = 1; i <= sheets; ++i) {
        entries += relationship(
            fmt::format("rId{}", i), "worksheet", fmt::format("worksheets/sheet{}.xml", i)
        );
    }
    entries += relationship(fmt::format("rId{}", sheets + 1), "styles", "styles.xml");
    return relationships(entries);
}

std::string_view styles_part() {
    return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="2">
<numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/>
<numFmt numFmtId="165" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/>
</numFmts>
<fonts count="4">
<font><sz val="11"/><name val="Calibri"/><family val="2"/></font>
<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/><family val="2"/></font>
<font><b/><sz val="16"/><color rgb="FF1F4E78"/><name val="Calibri"/><family val="2"/></font>
<font><b/><sz val="11"/><name val="Calibri"/><family val="2"/></font>
</fonts>
<fills count="5">
<fill><patternFill patternType="none"/></fill>
<fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FF1F4E78"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/></patternFill></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FFFFEB9C"/></patternFill></fill>
</fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="13">
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1"/>
<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="0" fontId="3" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="0" fillId="3" borderId="0" xfId="0" applyFill="1"/>
<xf numFmtId="164" fontId="0" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/>
<xf numFmtId="0" fontId="0" fillId="4" borderId="0" xfId="0" applyFill="1"/>
<xf numFmtId="164" fontId="0" fillId="4" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/>
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="3" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/>
<xf numFmtId="165" fontId="0" fillId="4" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1"/>
</cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>)";
}

std::string sheet_part_name(std::size_t number) {
    return fmt::format("xl/worksheets/sheet{}.xml", number);
}

}  // namespace rollcall::sheet::writer
