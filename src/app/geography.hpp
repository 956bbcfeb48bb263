// The import of a geography: the file read in a child, the list put in place of the one before, and
// that recorded with it.
#pragma once

#include "access/sql/sql_audit.hpp"
#include "app/stores.hpp"
#include "base/result.hpp"
#include "load/geography_store.hpp"
#include "load/sql/sql_geography.hpp"
#include "work/rows.hpp"

namespace rollcall::app {

// What the stores' geography tells of an import, for the audit. It outlives the geography.
load::sql::Imported recorded_in(const access::sql::SqlAudit& audit);

struct GeographyFile {
    int file = -1;  // open for reading
    load::GeographySource source;
    bool dry_run = false;
};

// Refuses with what is wrong with the file; nothing is then changed. Throws Failure.
Result<load::GeographyImport>
import_geography(Stores& stores, const work::ReaderSettings& reader, const GeographyFile& file);

}  // namespace rollcall::app
