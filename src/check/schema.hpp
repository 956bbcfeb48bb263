// The one table of a member file's columns.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "check/field.hpp"

namespace rollcall::check {

// In template order; `voting_district` is known in files but not printed in the template.
enum class ColumnKey : std::uint8_t {
    province,
    region,
    municipality,
    voting_station,
    voting_district,
    ward,
    firstname,
    surname,
    id_number,
    age,
    gender,
    race,
    citizenship,
    language,
    residential_address,
    cell_number,
    landline_number,
    email,
    occupation,
    qualification,
    date_joined,
    last_payment,
    expiry_date,
    subscription,
    membership_amount,
    status,
};

inline constexpr std::size_t column_count = static_cast<std::size_t>(ColumnKey::status) + 1;

// What reads a column's cells: a file of check/rules/ each.
enum class Rule : std::uint8_t {
    none,  // the column is known, and nothing of it is stored or compared
    id_number,
    ward,
    voting_district,
    text,
    age,
    province,
    municipality,
    look_up,
    cell_number,
    landline,
    email,
    date,
    money,
};

// What counts as "nothing was given" in a column (rules/blank.hpp).
enum class Blanks : std::uint8_t {
    markers,           // empty, N/A, NA, nan, None, NULL, -
    markers_but_none,  // the same without None, which is a value there
    names,             // empty, N/A, - : a person may be called Na or None
};

struct Column {
    ColumnKey key;
    std::string_view header;  // as the template prints it
    std::array<std::string_view, 3> spellings;
    Rule rule;
    std::optional<Field> field;  // none: it only helps to check the others
    std::string_view meaning;    // what the docs say of its cells
    Blanks blanks = Blanks::markers;
    std::uint16_t characters_max = 0;  // of text; 0: none of its own
    bool required = false;             // without it the file is refused
    bool in_template = true;
};

// Every column in the order of ColumnKey.
std::span<const Column, column_count> columns();

inline const Column& column(ColumnKey key) {
    return columns()[static_cast<std::size_t>(key)];
}

// A header as it is compared: trimmed, letters folded, runs of blanks, `_`, `-` and `.` one blank.
std::string fold_header(std::string_view header);

struct HeaderMatch {
    ColumnKey key;
    bool canonical;  // spelled as the template prints it
};

// The column that a header cell names; nothing when it is unknown.
std::optional<HeaderMatch> match_header(std::string_view header);

// "A" for 0, "Y" for 24, "AA" for 26: columns as a sheet shows them.
std::string column_letters(std::uint16_t column);

}  // namespace rollcall::check
