// check: rows to findings.
//
// The schema (schema.hpp) is the one table of a member file's columns: header matching, rules,
// template and docs derive from it. `find_header` reads the file's own columns out of the first
// batch; `Checks` then judges every row: what it means as stored text (Chunk), what is wrong or odd
// with it (Finding), and whether it is taken (Verdict). One rule a file in rules/. Pure: the same
// rows give the same findings, however often and in whichever attempt they are judged.
// docs/formats/member-file.md tells the same to people.
#pragma once

#include "check/area.hpp"     // IWYU pragma: export
#include "check/checks.hpp"   // IWYU pragma: export
#include "check/chunk.hpp"    // IWYU pragma: export
#include "check/field.hpp"    // IWYU pragma: export
#include "check/finding.hpp"  // IWYU pragma: export
#include "check/header.hpp"   // IWYU pragma: export
#include "check/schema.hpp"   // IWYU pragma: export
