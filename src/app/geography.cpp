#include "app/geography.hpp"

#include <expected>
#include <string>

#include "base/audit_details.hpp"
#include "base/text.hpp"
#include "work/geography_file.hpp"

namespace rollcall::app {
namespace {

std::string text_of(const load::GeographyImport& imported) {
    const auto& [added, changed, removed] = imported.change;
    return with_commas(imported.counts.wards) + " wards: " + with_commas(added.wards) + " added, " +
           with_commas(changed.wards) + " changed, " + with_commas(removed.wards) + " removed";
}

}  // namespace

load::sql::Imported recorded_in(const access::sql::SqlAudit& audit) {
    return [&audit](
               db::Session& session,
               const load::GeographySource& source,
               const load::GeographyImport& imported
           ) {
        audit.append_within(
            session,
            {.actor = source.importer_id,
             .origin = source.origin,
             .action = "geography_import",
             .details = with_email(text_of(imported), source.importer_id, source.imported_by),
             .file_sha256 = source.file_sha256}
        );
    };
}

Result<load::GeographyImport>
import_geography(Stores& stores, const work::ReaderSettings& reader, const GeographyFile& file) {
    work::RowsQuery query;
    query.file = file.file;
    query.file_name = file.source.file_name;
    const auto list = work::read_geography(query, reader);
    if (!list) return std::unexpected(list.error());
    auto& geography = stores.geography();
    return load::GeographyImport{
        .counts = load::counts_of(*list),
        .change = file.dry_run ? geography.compare(*list) : geography.replace(*list, file.source),
        .dry_run = file.dry_run};
}

}  // namespace rollcall::app
