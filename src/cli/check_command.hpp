// `rollcall check FILE`: reads and judges every row, without any store.
#pragma once

#include <string>

#include "base/result.hpp"
#include "cli/summary.hpp"
#include "work/rows.hpp"

namespace rollcall::cli {

struct CheckOptions {
    std::string path;
    std::string geography;  // path of a list of wards; empty: none
    work::ReaderSettings reader;
    std::string time_zone;
};

// The summary counts taken rows as `inserted`: what a load into an empty database would do.
// Refuses with the file's own codes, and not_found when it cannot be opened.
Result<Summary> check_file(const CheckOptions& options);

}  // namespace rollcall::cli
