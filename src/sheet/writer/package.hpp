// The small parts of a workbook: what binds its sheets together.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sheet::writer {

// A sheet as the workbook part names it.
struct NamedSheet {
    std::string name;
    std::string filter_range;  // "$A$1:$Y$300"; empty: no filter
};

std::string content_types(std::size_t sheets);
std::string package_relationships();
std::string workbook_part(const std::vector<NamedSheet>& sheets);
std::string workbook_relationships(std::size_t sheets);
// One cell format for each Style, in the enumeration's order.
std::string_view styles_part();
// Numbered from 1: "xl/worksheets/sheet1.xml".
std::string sheet_part_name(std::size_t number);

}  // namespace rollcall::sheet::writer
