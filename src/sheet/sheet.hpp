// sheet: bytes to rows.
//
// Tells by content what a file is (sniff), reads XLSX (xlsx/, zip/) and CSV (csv/) as a stream of
// Batches, in a sandboxed child process (child/), and writes workbooks (writer/). Text is handed on
// as it stands and numbers with their exact digits: `check` decides what they mean.
#pragma once

#include "sheet/batch.hpp"   // IWYU pragma: export
#include "sheet/reader.hpp"  // IWYU pragma: export
#include "sheet/sniff.hpp"   // IWYU pragma: export
