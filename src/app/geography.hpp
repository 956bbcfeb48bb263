// The import of a geography: the file read in a child, the list put in place of the one before, and
// that recorded.
#pragma once

#include <string>

#include "app/stores.hpp"
#include "base/result.hpp"
#include "load/geography_store.hpp"
#include "work/rows.hpp"

namespace rollcall::app {

struct GeographyFile {
    int file = -1;  // open for reading
    load::GeographySource source;
    std::string origin = {};  // the asker's address; empty: the command line
    bool dry_run = false;
};

// Refuses with what is wrong with the file; nothing is then changed. Throws Failure.
Result<load::GeographyImport>
import_geography(Stores& stores, const work::ReaderSettings& reader, const GeographyFile& file);

}  // namespace rollcall::app
