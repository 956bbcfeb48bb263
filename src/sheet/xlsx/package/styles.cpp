#include "sheet/xlsx/package/styles.hpp"

#include <optional>
#include <string_view>
#include <unordered_set>

#include <fmt/core.h>

#include "sheet/xlsx/digits.hpp"
#include "sheet/xlsx/package/number_format.hpp"
#include "sheet/xlsx/package/small_part.hpp"

namespace rollcall::sheet::xlsx::package {
namespace {

std::optional<std::uint32_t> number_of(std::optional<std::string_view> text) {
    return text ? parse_whole<std::uint32_t>(*text) : std::nullopt;
}

}  // namespace

Result<Styles> read_styles(zip::Archive& archive, const zip::Entry& entry) {
    Styles styles;
    // The part's own formats win over built-in ones; they stand before the styles that use them.
    std::unordered_set<std::uint32_t> dates;
    std::unordered_set<std::uint32_t> others;
    const auto styles_max = archive.limits().styles;
    const auto parsed = parse_part(archive, entry, [&](const Element& element) {
        if (element.name() == "numFmt" && element.parent() == "numFmts") {
            const auto id = number_of(element.attribute("numFmtId"));
            const auto code = element.attribute("formatCode");
            if (id && code) (is_date_code(*code) ? dates : others).insert(*id);
        } else if (element.name() == "xf" && element.parent() == "cellXfs") {
            const auto id = number_of(element.attribute("numFmtId")).value_or(0);
            const bool builtin = is_builtin_date(id) && !others.contains(id);
            if (styles.size() <= styles_max) styles.add(builtin || dates.contains(id));
        }
    });
    if (!parsed) return std::unexpected(parsed.error());
    if (styles.size() > styles_max) {
        return refuse(
            Errc::file_too_large,
            fmt::format(
                "The workbook has over {} cell styles, more than Excel can hold. Copy the list "
                "into a new workbook, as values, and send that.",
                styles_max
            )
        );
    }
    return styles;
}

}  // namespace rollcall::sheet::xlsx::package
