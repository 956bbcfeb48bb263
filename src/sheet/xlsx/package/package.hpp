// sheet/xlsx/package: the small parts of a workbook, each parsed whole.
//
// From the package's relationships to the workbook part, from there to its sheets, styles and
// shared strings. Parts are found by relationship, never by a fixed name; expat reads them, after
// our own decoding, and any DOCTYPE ends it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sheet/reader.hpp"
#include "sheet/xlsx/package/styles.hpp"
#include "sheet/zip/archive.hpp"

namespace rollcall::sheet::xlsx::package {

// A sheet as the workbook lists it, and the part that holds it.
struct Sheet {
    SheetName name;
    std::string part;       // empty: the workbook names none
    bool external = false;  // a link to another file
};

struct Workbook {
    std::vector<Sheet> sheets;
    bool date1904 = false;
    std::string shared_strings_part;  // empty: none
    Styles styles;
};

// Refuses with FILE_NOT_A_SPREADSHEET (a zip file of something else), FILE_ODS, FILE_XLSB,
// FILE_CORRUPT, XML_DOCTYPE, XML_TOO_DEEP, ENCODING, FILE_TOO_LARGE and NO_SHEET (no sheets at
// all).
Result<Workbook> read_workbook(zip::Archive& archive);

}  // namespace rollcall::sheet::xlsx::package
