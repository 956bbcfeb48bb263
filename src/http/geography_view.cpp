#include "http/geography_view.hpp"

#include <cstdint>

#include "base/calendar.hpp"

namespace rollcall::http {
namespace {

namespace json = boost::json;

using load::PlaceCounts;

json::object kind_view(const load::GeographyImport& imported, std::uint64_t PlaceCounts::*kind) {
    return {
        {"total", imported.counts.*kind},
        {"added", imported.change.added.*kind},
        {"changed", imported.change.changed.*kind},
        {"removed", imported.change.removed.*kind}};
}

}  // namespace

json::object geography_view(const std::optional<load::GeographyFacts>& facts) {
    if (!facts) {
        return {
            {"known", false},
            {"file_name", nullptr},
            {"file_sha256", nullptr},
            {"imported_by", nullptr},
            {"imported_at", nullptr},
            {"wards", 0},
            {"municipalities", 0},
            {"districts", 0}};
    }
    return {
        {"known", true},
        {"file_name", facts->source.file_name},
        {"file_sha256", facts->source.file_sha256},
        {"imported_by", facts->source.imported_by},
        {"imported_at", to_iso_time(facts->imported_at)},
        {"wards", facts->counts.wards},
        {"municipalities", facts->counts.municipalities},
        {"districts", facts->counts.districts}};
}

json::object import_view(const load::GeographyImport& imported) {
    return {
        {"dry_run", imported.dry_run},
        {"wards", kind_view(imported, &PlaceCounts::wards)},
        {"municipalities", kind_view(imported, &PlaceCounts::municipalities)},
        {"districts", kind_view(imported, &PlaceCounts::districts)}};
}

}  // namespace rollcall::http
