// Small workbooks made in memory.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/zip_file.hpp"

namespace rollcall::test {

inline constexpr std::string_view main_namespace =
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
inline constexpr std::string_view type_prefix =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

inline std::string
relationship(std::string_view id, std::string_view kind, std::string_view target) {
    return "<Relationship Id=\"" + std::string(id) + "\" Type=\"" + std::string(type_prefix) +
           std::string(kind) + "\" Target=\"" + std::string(target) + "\"/>";
}

inline std::string relationships(std::string_view inside) {
    return "<Relationships "
           "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" +
           std::string(inside) + "</Relationships>";
}

// Every part of a workbook; a test changes the one that it is about.
struct Workbook {
    std::string content_types = "<Types/>";
    std::string package_relationships =
        relationships(relationship("rId1", "officeDocument", "xl/workbook.xml"));
    std::string workbook =
        "<workbook xmlns:r=\"r\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"rId1\"/></sheets>"
        "</workbook>";
    std::string workbook_relationships = relationships(
        relationship("rId1", "worksheet", "worksheets/sheet1.xml") +
        relationship("rId2", "sharedStrings", "sharedStrings.xml") +
        relationship("rId3", "styles", "styles.xml")
    );
    std::string sheet;
    std::string shared_strings;
    std::string styles;
    std::vector<ZipEntry> more;

    std::vector<ZipEntry> entries() const {
        std::vector<ZipEntry> all;
        const auto add = [&all](std::string name, const std::string& content) {
            if (!content.empty()) all.push_back(zip_entry(std::move(name), content));
        };
        add("[Content_Types].xml", content_types);
        add("_rels/.rels", package_relationships);
        add("xl/workbook.xml", workbook);
        add("xl/_rels/workbook.xml.rels", workbook_relationships);
        add("xl/worksheets/sheet1.xml", sheet);
        add("xl/sharedStrings.xml", shared_strings);
        add("xl/styles.xml", styles);
        all.insert(all.end(), more.begin(), more.end());
        return all;
    }

    std::string bytes() const { return zip_file(entries()); }
};

// A worksheet part around its rows.
inline std::string worksheet(std::string_view rows) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"" +
           std::string(main_namespace) + "\"><sheetData>" + std::string(rows) +
           "</sheetData></worksheet>";
}

// A shared strings part around its items.
inline std::string shared_strings(std::string_view items) {
    return "<sst xmlns=\"" + std::string(main_namespace) + "\">" + std::string(items) + "</sst>";
}

}  // namespace rollcall::test
