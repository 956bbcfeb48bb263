// What is wrong, or odd, with one row: data, never an error of the program.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rollcall::check {

// Closed; stored by number in the ledger, so only ever added to at the end of its group's gap.
enum class Code : std::uint8_t {
    // These make the row `invalid`.
    id_missing = 1,
    id_format = 2,  // detail: how many digits were found; negative: how many a program left of them
    id_date = 3,
    id_citizenship = 4,
    id_checksum = 5,  // detail: what the last digit should be
    firstname_missing = 10,
    firstname_length = 11,  // detail: how many characters it has
    ward_missing = 12,
    ward_format = 13,
    ward_unknown = 14,
    // This makes it `out_of_scope`.
    member_elsewhere = 30,
    ward_elsewhere = 31,
    // The database refused the row.
    database_refused = 40,
    // Warnings.
    date_unreadable = 64,
    date_range = 65,
    lookup_unknown = 66,
    phone_format = 67,
    email_format = 68,
    money_format = 69,
    age_mismatch = 70,
    gender_mismatch = 71,
    citizenship_mismatch = 72,
    province_mismatch = 73,
    municipality_mismatch = 74,
    text_cut = 75,  // detail: how many characters were kept
    text_replaced = 76,
    formula_without_value = 77,
    extra_cells = 78,  // detail: how many
    vd_format = 79,
    cell_repeated = 80,
    string_missing = 81,
    number_impossible = 82,
    expiry_goes_back = 83,
};

enum class Severity : std::uint8_t { invalid, out_of_scope, failed, warning };

inline constexpr std::uint16_t no_column = 0xFFFF;

// Sixteen bytes; never the cell's value.
struct Finding {
    std::uint32_t row = 0;             // the sheet's own row number
    std::uint32_t index = 0;           // of the row within its chunk
    std::int32_t detail = 0;           // what the code says of it; else 0
    std::uint16_t column = no_column;  // the file's column, from 0
    Code code = Code::id_missing;
};

Severity severity_of(Code code);

// The name on the wire: "ID_CHECKSUM".
std::string_view to_string(Code code);
std::optional<Code> parse_code(std::string_view name);
std::span<const Code> all_codes();

// A sentence for people, without the cell's value: "Row 17: the last digit of the ID number should
// be 7." `column_name` is the file's own header of that column (empty: none).
std::string message(const Finding& finding, std::string_view column_name);

}  // namespace rollcall::check
