#include "app/geography.hpp"

#include <expected>
#include <string>

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

Result<load::GeographyImport>
import_geography(Stores& stores, const work::ReaderSettings& reader, const GeographyFile& file) {
    work::RowsQuery query;
    query.file = file.file;
    query.file_name = file.source.file_name;
    const auto list = work::read_geography(query, reader);
    if (!list) return std::unexpected(list.error());
    load::GeographyImport imported;
    imported.counts = {list->wards.size(), list->municipalities.size(), list->districts.size()};
    imported.dry_run = file.dry_run;
    if (file.dry_run) {
        imported.change = stores.geography().compare(*list);
        return imported;
    }
    imported.change = stores.geography().replace(*list, file.source);
    stores.audit().append(
        {.actor = file.source.imported_by,
         .origin = file.origin,
         .action = "geography_import",
         .details = text_of(imported),
         .file_sha256 = file.source.file_sha256}
    );
    return imported;
}

}  // namespace rollcall::app
