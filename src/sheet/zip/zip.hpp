// sheet/zip: the container of a workbook, read from a descriptor and believed in nothing.
//
// A file is refused before a byte of it is inflated when its directory and its local headers
// disagree, when two entries overlap or bear one name, when it is encrypted or packed by an unknown
// method. What is inflated is counted as it comes out and its CRC is always checked. A number that
// the file states never decides how much memory is taken; a name that it states never becomes a
// path.
#pragma once

#include "sheet/zip/archive.hpp"   // IWYU pragma: export
#include "sheet/zip/unpacker.hpp"  // IWYU pragma: export
