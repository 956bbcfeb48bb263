// What became known of a job's file while it was read: kept with the ledger as JSON, since report,
// status and corrections need it again.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::load {

struct FileFacts {
    std::string sheet_name;  // empty for CSV
    std::vector<std::string> sheets_not_read;
    std::uint32_t header_row = 0;      // the sheet's own row number
    std::vector<std::string> headers;  // the file's columns as people see them: "Column Y" if blank
    std::uint16_t id_column = 0;       // which of them holds the ID number
    std::vector<std::string> warnings;  // file level, as sentences
    std::uint64_t rows_total = 0;       // data rows; 0 until the whole sheet was read
    std::uint64_t blank_rows = 0;
    // When the file was removed because somebody in it was erased (ISO time); empty: never.
    std::string erased_at;
};

std::string to_json(const FileFacts& facts);
// Throws Failure (Broken::corrupt_data) when it is not what `to_json` made.
FileFacts facts_from_json(std::string_view json);

}  // namespace rollcall::load
