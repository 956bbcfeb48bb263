#include "check/schema.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace rollcall::check {
namespace {

constexpr std::uint16_t name_characters_max = 100;
constexpr std::uint16_t line_characters_max = 200;

constexpr std::string_view no_break_space = "\xC2\xA0";

// "Memebership Amount" is what the organisation's own template prints.
constexpr std::array<Column, column_count> table{{
    {.key = ColumnKey::province,
     .header = "Province",
     .spellings = {},
     .rule = Rule::province,
     .field = std::nullopt,
     .meaning = "text; compared with the ward's province"},
    {.key = ColumnKey::region,
     .header = "Region",
     .spellings = {"District"},
     .rule = Rule::none,
     .field = std::nullopt,
     .meaning = "text; not compared"},
    {.key = ColumnKey::municipality,
     .header = "Municipality",
     .spellings = {},
     .rule = Rule::municipality,
     .field = std::nullopt,
     .meaning = "text, also `CODE - Name`; the code is compared with the ward's municipality"},
    {.key = ColumnKey::voting_station,
     .header = "Voting Station",
     .spellings = {},
     .rule = Rule::text,
     .field = Field::voting_station,
     .meaning = "text, cut at 200 characters; 8 digits count as the voting district when that "
                "column is absent",
     .characters_max = line_characters_max},
    {.key = ColumnKey::voting_district,
     .header = "Voting District",
     .spellings = {"VD Number", "VD Code"},
     .rule = Rule::voting_district,
     .field = Field::voting_district_code,
     .meaning = "8 digits",
     .in_template = false},
    {.key = ColumnKey::ward,
     .header = "Ward",
     .spellings = {"Ward Code"},
     .rule = Rule::ward,
     .field = Field::ward_code,
     .meaning = "8 digits, the first tells the province: 1 WC, 2 EC, 3 NC, 4 FS, 5 KZN, 6 NW, "
                "7 GP, 8 MP, 9 LP",
     .required = true},
    {.key = ColumnKey::firstname,
     .header = "Firstname",
     .spellings = {"Name", "First Name", "Firstnames"},
     .rule = Rule::text,
     .field = Field::firstname,
     .meaning = "1 to 100 characters",
     .blanks = Blanks::names,
     .characters_max = name_characters_max,
     .required = true},
    {.key = ColumnKey::surname,
     .header = "Surname",
     .spellings = {"Last Name"},
     .rule = Rule::text,
     .field = Field::surname,
     .meaning = "text, cut at 100 characters",
     .blanks = Blanks::names,
     .characters_max = name_characters_max},
    {.key = ColumnKey::id_number,
     .header = "ID Number",
     .spellings = {"ID No", "Identity Number", "ID"},
     .rule = Rule::id_number,
     .field = Field::id_number,
     .meaning = "13 digits",
     .required = true},
    {.key = ColumnKey::age,
     .header = "Age",
     .spellings = {},
     .rule = Rule::age,
     .field = std::nullopt,
     .meaning = "years; compared with the ID number, never stored"},
    {.key = ColumnKey::gender,
     .header = "Gender",
     .spellings = {},
     .rule = Rule::look_up,
     .field = Field::gender,
     .meaning = "look-up"},
    {.key = ColumnKey::race,
     .header = "Race",
     .spellings = {},
     .rule = Rule::look_up,
     .field = Field::race,
     .meaning = "look-up"},
    {.key = ColumnKey::citizenship,
     .header = "Citizenship",
     .spellings = {},
     .rule = Rule::look_up,
     .field = Field::citizenship,
     .meaning = "look-up"},
    {.key = ColumnKey::language,
     .header = "Language",
     .spellings = {},
     .rule = Rule::look_up,
     .field = Field::language,
     .meaning = "look-up"},
    {.key = ColumnKey::residential_address,
     .header = "Residential Address",
     .spellings = {"Address"},
     .rule = Rule::text,
     .field = Field::residential_address,
     .meaning = "text, cut at 200 characters",
     .blanks = Blanks::names,
     .characters_max = line_characters_max},
    {.key = ColumnKey::cell_number,
     .header = "Cell Number",
     .spellings = {"Cell", "Mobile", "Phone"},
     .rule = Rule::cell_number,
     .field = Field::cell_number,
     .meaning = "9 digits, also with 0, 27 or +27 before them; stored as 27 and 9 digits"},
    {.key = ColumnKey::landline_number,
     .header = "Landline Number",
     .spellings = {"Landline", "Tel"},
     .rule = Rule::landline,
     .field = Field::landline_number,
     .meaning = "7 to 15 digits"},
    {.key = ColumnKey::email,
     .header = "Email",
     .spellings = {"E-mail", "Email Address"},
     .rule = Rule::email,
     .field = Field::email,
     .meaning = "one `@`, a dot in the domain, at most 254 characters"},
    {.key = ColumnKey::occupation,
     .header = "Occupation",
     .spellings = {},
     .rule = Rule::look_up,
     .field = Field::occupation,
     .meaning = "look-up",
     .blanks = Blanks::markers_but_none},
    {.key = ColumnKey::qualification,
     .header = "Qualification",
     .spellings = {},
     .rule = Rule::look_up,
     .field = Field::qualification,
     .meaning = "look-up",
     .blanks = Blanks::markers_but_none},
    {.key = ColumnKey::date_joined,
     .header = "Date Joined",
     .spellings = {},
     .rule = Rule::date,
     .field = Field::date_joined,
     .meaning = "date"},
    {.key = ColumnKey::last_payment,
     .header = "Last Payment",
     .spellings = {"Last Payment Date"},
     .rule = Rule::date,
     .field = Field::last_payment_date,
     .meaning = "date"},
    {.key = ColumnKey::expiry_date,
     .header = "Expiry Date",
     .spellings = {},
     .rule = Rule::date,
     .field = Field::expiry_date,
     .meaning = "date; without one, 24 months after Last Payment, else after Date Joined"},
    {.key = ColumnKey::subscription,
     .header = "Subscription",
     .spellings = {},
     .rule = Rule::look_up,
     .field = Field::subscription,
     .meaning = "look-up"},
    {.key = ColumnKey::membership_amount,
     .header = "Memebership Amount",
     .spellings = {"Membership Amount", "Amount"},
     .rule = Rule::money,
     .field = Field::amount_cents,
     .meaning = "money: R, ZAR, $, blanks and thousands commas may stand; two decimals"},
    {.key = ColumnKey::status,
     .header = "Status",
     .spellings = {"Membership Status"},
     .rule = Rule::look_up,
     .field = Field::membership_status,
     .meaning = "look-up"},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].key) != i) return false;
    }
    return true;
}
static_assert(in_order(), "the table stands in the order of ColumnKey");

}  // namespace

std::span<const Column, column_count> columns() {
    return table;
}

std::string fold_header(std::string_view header) {
    std::string folded;
    bool gap = false;
    for (header = trim(header); !header.empty();) {
        const bool wide = header.starts_with(no_break_space);
        const char c = header.front();
        if (wide || c == ' ' || (c >= '\t' && c <= '\r') || c == '_' || c == '-' || c == '.') {
            gap = true;
        } else {
            if (gap && !folded.empty()) folded += ' ';
            gap = false;
            folded += c;
        }
        header.remove_prefix(wide ? no_break_space.size() : 1);
    }
    return fold_case(folded);
}

std::optional<HeaderMatch> match_header(std::string_view header) {
    const auto folded = fold_header(header);
    if (folded.empty()) return std::nullopt;
    const auto says = [&](std::string_view spelling) { return fold_header(spelling) == folded; };
    for (const auto& column : table) {
        if (says(column.header)) return HeaderMatch{.key = column.key, .canonical = true};
        if (std::ranges::any_of(column.spellings, says))
            return HeaderMatch{.key = column.key, .canonical = false};
    }
    return std::nullopt;
}

std::string column_letters(std::uint16_t column) {
    constexpr unsigned letters = 26;
    std::string name;
    for (auto rest = column + 1U; rest > 0; rest = (rest - 1) / letters) {
        name.insert(name.begin(), static_cast<char>('A' + ((rest - 1) % letters)));
    }
    return name;
}

}  // namespace rollcall::check
