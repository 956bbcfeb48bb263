#include "sheet/xlsx/package/package.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/core.h>

#include "base/text.hpp"
#include "sheet/xlsx/package/relationships.hpp"
#include "sheet/xlsx/package/small_part.hpp"

namespace rollcall::sheet::xlsx::package {
namespace {

constexpr std::string_view content_types_part = "[Content_Types].xml";
constexpr std::string_view usual_workbook_part = "xl/workbook.xml";

const Relationship*
find_kind(const std::vector<Relationship>& relationships, std::string_view kind) {
    const auto found = std::ranges::find(relationships, kind, &Relationship::kind);
    return found == relationships.end() ? nullptr : &*found;
}

// What a zip file holds that is not a workbook, in words for people.
std::string_view looks_like(const zip::Archive& archive) {
    if (archive.find("word/document.xml") != nullptr) return "a Word document";
    if (archive.find("ppt/presentation.xml") != nullptr) return "a PowerPoint presentation";
    if (archive.find("META-INF/MANIFEST.MF") != nullptr) return "a Java program";
    return "a zip archive";
}

Error not_a_workbook(const zip::Archive& archive) {
    if (archive.find("mimetype") != nullptr && archive.find("content.xml") != nullptr) {
        return {
            Errc::file_ods,
            "The file is an OpenDocument spreadsheet. Open it and save it as Excel workbook "
            "(.xlsx).",
            {}};
    }
    return {
        Errc::file_not_a_spreadsheet,
        fmt::format(
            "The file is {}, not an Excel workbook. Save the list as .xlsx and send that.",
            looks_like(archive)
        ),
        {}};
}

// The content types decide nothing here, but they are read: what may not stand in any part may not
// stand in this one.
Result<void> check_content_types(zip::Archive& archive) {
    const auto* const entry = archive.find(content_types_part);
    if (entry == nullptr) return {};
    return parse_part(archive, *entry, [](const Element&) {});
}

Result<std::string> find_workbook_part(zip::Archive& archive) {
    const auto relationships = read_relationships(archive, "");
    if (!relationships) return std::unexpected(relationships.error());
    const auto* const document = find_kind(*relationships, "officeDocument");
    std::string part(usual_workbook_part);
    if (document != nullptr && !document->part.empty()) part = document->part;
    const auto folded = fold_case(part);
    if (folded.ends_with(".bin") || archive.find("xl/workbook.bin") != nullptr) {
        return refuse(
            Errc::file_xlsb,
            "The file is a binary Excel workbook (.xlsb). Open it in Excel and save it as .xlsx."
        );
    }
    if (archive.find(part) == nullptr) return std::unexpected(not_a_workbook(archive));
    return part;
}

// By id; a workbook may list many thousand sheets.
using RelationshipsById = std::unordered_map<std::string_view, const Relationship*>;

Sheet sheet_of(const Element& element, const RelationshipsById& relationships) {
    Sheet sheet;
    sheet.name.name = element.attribute("name").value_or("");
    const auto state = element.attribute("state");
    sheet.name.hidden = state && *state != "visible";
    const auto found = relationships.find(element.prefixed("id").value_or(""));
    if (found != relationships.end()) {
        const auto& target = *found->second;
        sheet.part = target.part;
        sheet.external = target.external;
        sheet.name.worksheet = target.kind == "worksheet";
    }
    return sheet;
}

Result<Workbook> read_sheets(
    zip::Archive& archive,
    const zip::Entry& entry,
    const std::vector<Relationship>& relationships
) {
    Workbook workbook;
    std::string root;
    RelationshipsById by_id;
    for (const auto& one : relationships)
        by_id.emplace(one.id, &one);
    const auto parsed = parse_part(archive, entry, [&](const Element& element) {
        if (element.parent().empty()) {
            root = element.name();
        } else if (element.name() == "workbookPr" && element.parent() == "workbook") {
            workbook.date1904 = element.flag("date1904");
        } else if (element.name() == "sheet" && element.parent() == "sheets") {
            workbook.sheets.push_back(sheet_of(element, by_id));
        }
    });
    if (!parsed) return std::unexpected(parsed.error());
    if (root != "workbook") return std::unexpected(not_a_workbook(archive));
    if (workbook.sheets.empty()) {
        return refuse(
            Errc::no_sheet, "The workbook has no sheets. Put the list on a sheet and send it again."
        );
    }
    return workbook;
}

}  // namespace

Result<Workbook> read_workbook(zip::Archive& archive) {
    if (const auto checked = check_content_types(archive); !checked)
        return std::unexpected(checked.error());
    const auto part = find_workbook_part(archive);
    if (!part) return std::unexpected(part.error());
    const auto relationships = read_relationships(archive, *part);
    if (!relationships) return std::unexpected(relationships.error());
    auto workbook = read_sheets(archive, *archive.find(*part), *relationships);
    if (!workbook) return workbook;

    if (const auto* const strings = find_kind(*relationships, "sharedStrings"))
        workbook->shared_strings_part = strings->part;
    const auto* const styles = find_kind(*relationships, "styles");
    const auto* const entry = styles == nullptr ? nullptr : archive.find(styles->part);
    if (entry == nullptr) return workbook;
    auto read = read_styles(archive, *entry);
    if (!read) return std::unexpected(read.error());
    workbook->styles = std::move(*read);
    return workbook;
}

}  // namespace rollcall::sheet::xlsx::package
