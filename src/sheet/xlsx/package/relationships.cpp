#include "sheet/xlsx/package/relationships.hpp"

#include <algorithm>

#include "sheet/xlsx/package/small_part.hpp"

namespace rollcall::sheet::xlsx::package {
namespace {

// "xl/workbook.xml" -> "xl/", "workbook.xml" -> "".
std::string_view folder_of(std::string_view part) {
    const auto slash = part.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : part.substr(0, slash + 1);
}

std::string relationships_part(std::string_view part) {
    const auto folder = folder_of(part);
    return std::string(folder) + "_rels/" + std::string(part.substr(folder.size())) + ".rels";
}

}  // namespace

std::optional<std::string> resolve(std::string_view source_part, std::string_view target) {
    std::string whole(target);
    std::ranges::replace(whole, '\\', '/');
    if (!whole.starts_with('/')) whole.insert(0, folder_of(source_part));
    std::vector<std::string_view> steps;
    std::string_view rest(whole);
    while (!rest.empty()) {
        const auto slash = std::min(rest.find('/'), rest.size());
        const auto step = rest.substr(0, slash);
        rest.remove_prefix(std::min(slash + 1, rest.size()));
        if (step.empty() || step == ".") continue;
        if (step != "..") {
            steps.push_back(step);
            continue;
        }
        if (steps.empty()) return std::nullopt;
        steps.pop_back();
    }
    std::string part;
    for (const auto step : steps) {
        if (!part.empty()) part += '/';
        part += step;
    }
    return part;
}

Result<std::vector<Relationship>>
read_relationships(zip::Archive& archive, std::string_view source_part) {
    std::vector<Relationship> relationships;
    const auto* const entry = archive.find(relationships_part(source_part));
    if (entry == nullptr) return relationships;
    const auto parsed = parse_part(archive, *entry, [&](const Element& element) {
        if (element.name() != "Relationship") return;
        const auto type = element.attribute("Type").value_or("");
        Relationship relationship;
        relationship.id = element.attribute("Id").value_or("");
        relationship.kind = type.substr(type.rfind('/') + 1);
        relationship.external = element.attribute("TargetMode") == "External";
        const auto target = element.attribute("Target").value_or("");
        if (!relationship.external) relationship.part = resolve(source_part, target).value_or("");
        relationships.push_back(std::move(relationship));
    });
    if (!parsed) return std::unexpected(parsed.error());
    return relationships;
}

}  // namespace rollcall::sheet::xlsx::package
