// What became of an upload, as people read it at a terminal and as programs read it as JSON.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

#include "load/tally.hpp"

namespace rollcall::cli {

struct Summary {
    std::string job_id;  // empty: there is none (`check`)
    std::string file_name;
    std::string sheet_name;
    std::string status;  // "completed", "failed", "cancelled", "checked"
    std::string message;
    load::Tally tally;
    std::chrono::milliseconds duration{0};
    std::vector<std::string> warnings;  // of the file as a whole
    std::string error_code;             // empty: none
    std::string report;                 // where it lies, or how to fetch it; empty: none
};

// A table: groups of rows, ID numbers, warnings, time.
void print_summary(std::ostream& out, const Summary& summary);
void print_summary_json(std::ostream& out, const Summary& summary);

// 0: the work is done (with `strict`: and every row went in); 1: it failed.
int exit_code_of(const Summary& summary, bool strict);

}  // namespace rollcall::cli
