// report: what happened, for people.
//
// The workbook of a job, and the corrections file, are views of the uploaded file and the ledger:
// both are read again, side by side, and written as a stream. A report can be made anew at any time
// and is the same again. The template is the empty list that people fill in.
#pragma once

#include "report/corrections.hpp"  // IWYU pragma: export
#include "report/template.hpp"     // IWYU pragma: export
#include "report/workbook.hpp"     // IWYU pragma: export
