// check/geography: the file of wards that an administrator imports, and what it says.
//
// Rows of any spreadsheet to a list of districts, municipalities and wards that fits together, or
// to what is wrong with it, row by row; and the list as rows of members are judged by it.
// docs/formats/geography.md tells the same to people.
#pragma once

#include "check/geography/list_reader.hpp"  // IWYU pragma: export
#include "check/geography/place_list.hpp"   // IWYU pragma: export
#include "check/geography/ward_index.hpp"   // IWYU pragma: export
