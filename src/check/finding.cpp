#include "check/finding.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/assert.hpp"

namespace rollcall::check {
namespace {

constexpr std::int32_t id_digit_count = 13;

struct Entry {
    Code code;
    std::string_view name;
    // What the sentence says after "Row 17: ". {0} is the detail, {1} the column's name.
    std::string_view sentence;
};

constexpr std::array<Entry, 33> table{{
    {.code = Code::id_missing,
     .name = "ID_MISSING",
     .sentence = "the ID number is missing; fill it in"},
    {.code = Code::id_format,
     .name = "ID_FORMAT",
     .sentence = "the ID number has {0} digits; it should be 13 digits"},
    {.code = Code::id_date,
     .name = "ID_DATE",
     .sentence = "the first six digits of the ID number are not a date of birth (YYMMDD)"},
    {.code = Code::id_citizenship,
     .name = "ID_CITIZENSHIP",
     .sentence = "the eleventh digit of the ID number should be 0, 1 or 2"},
    {.code = Code::id_checksum,
     .name = "ID_CHECKSUM",
     .sentence = "the last digit of the ID number should be {0}"},
    {.code = Code::firstname_missing,
     .name = "FIRSTNAME_MISSING",
     .sentence = "the first name is missing; fill it in"},
    {.code = Code::firstname_length,
     .name = "FIRSTNAME_LENGTH",
     .sentence = "the first name has {0} characters; at most 100 are stored, so shorten it"},
    {.code = Code::ward_missing,
     .name = "WARD_MISSING",
     .sentence = "the ward is missing; fill in its 8 digits"},
    {.code = Code::ward_format,
     .name = "WARD_FORMAT",
     .sentence = "the ward should be 8 digits, the first of them from 1 to 9"},
    {.code = Code::ward_unknown,
     .name = "WARD_UNKNOWN",
     .sentence = "there is no ward of this number; look it up"},
    {.code = Code::member_elsewhere,
     .name = "MEMBER_ELSEWHERE",
     .sentence =
         "this member belongs to a ward outside your area; an administrator above it can transfer "
         "members"},
    {.code = Code::ward_elsewhere,
     .name = "WARD_ELSEWHERE",
     .sentence = "the ward lies outside your area; an administrator above it can load this row"},
    {.code = Code::database_refused,
     .name = "DATABASE_REFUSED",
     .sentence = "the database refused the row; the report says why"},
    {.code = Code::date_unreadable,
     .name = "DATE_UNREADABLE",
     .sentence = "the date in \"{1}\" could not be read and was left out; write it as dd/mm/yyyy"},
    {.code = Code::date_range,
     .name = "DATE_RANGE",
     .sentence = "the date in \"{1}\" lies outside the years 1900 to 2199 and was left out"},
    {.code = Code::lookup_unknown,
     .name = "LOOKUP_UNKNOWN",
     .sentence = "the value in \"{1}\" is not one of the known ones and was left out"},
    {.code = Code::phone_format,
     .name = "PHONE_FORMAT",
     .sentence = "the number in \"{1}\" is not a telephone number and was left out"},
    {.code = Code::email_format,
     .name = "EMAIL_FORMAT",
     .sentence = "the address in \"{1}\" is not an e-mail address and was left out"},
    {.code = Code::money_format,
     .name = "MONEY_FORMAT",
     .sentence = "the amount in \"{1}\" could not be read and was left out; write it as 120.00"},
    {.code = Code::age_mismatch,
     .name = "AGE_MISMATCH",
     .sentence = "the age does not fit the ID number"},
    {.code = Code::gender_mismatch,
     .name = "GENDER_MISMATCH",
     .sentence = "the gender does not fit the ID number"},
    {.code = Code::citizenship_mismatch,
     .name = "CITIZENSHIP_MISMATCH",
     .sentence = "the citizenship does not fit the ID number"},
    {.code = Code::province_mismatch,
     .name = "PROVINCE_MISMATCH",
     .sentence = "the province does not fit the ward"},
    {.code = Code::municipality_mismatch,
     .name = "MUNICIPALITY_MISMATCH",
     .sentence = "the municipality does not fit the ward"},
    {.code = Code::text_cut,
     .name = "TEXT_CUT",
     .sentence = "the text in \"{1}\" was cut to its first {0} characters"},
    {.code = Code::text_replaced,
     .name = "TEXT_REPLACED",
     .sentence = "the text in \"{1}\" held characters that cannot be stored; they were replaced"},
    {.code = Code::formula_without_value,
     .name = "FORMULA_WITHOUT_VALUE",
     .sentence =
         "the formula in \"{1}\" has no value, so the cell counts as blank; open the file, let it "
         "calculate and save it again"},
    {.code = Code::extra_cells,
     .name = "EXTRA_CELLS",
     .sentence = "{0} more cells than the header has columns"},
    {.code = Code::vd_format,
     .name = "VD_FORMAT",
     .sentence = "the voting district in \"{1}\" should be 8 digits and was left out"},
    {.code = Code::cell_repeated,
     .name = "CELL_REPEATED",
     .sentence = "the cell in \"{1}\" stands twice; the later was read"},
    {.code = Code::string_missing,
     .name = "STRING_MISSING",
     .sentence = "the text in \"{1}\" is missing from the file, so the cell counts as blank"},
    {.code = Code::number_impossible,
     .name = "NUMBER_IMPOSSIBLE",
     .sentence = "the cell in \"{1}\" says it is a number and is none"},
    {.code = Code::expiry_goes_back,
     .name = "EXPIRY_GOES_BACK",
     .sentence = "the expiry date is earlier than the one stored before"},
}};

const Entry& entry_of(Code code) {
    const auto* const at = std::ranges::find(table, code, &Entry::code);
    ROLLCALL_ASSERT(at != table.end());
    return *at;
}

// What the table's one sentence a code cannot say.
std::string_view sentence_of(const Finding& finding) {
    if (finding.code == Code::id_format) {
        if (finding.detail < 0) {
            return "the ID number was shortened to its first few digits by a spreadsheet program; "
                   "format the column as text and enter the number again";
        }
        if (finding.detail == 1) return "the ID number has 1 digit; it should be 13 digits";
        if (finding.detail == id_digit_count) {
            return "the ID number holds characters that do not belong; it should be 13 digits";
        }
    }
    if (finding.code == Code::extra_cells && finding.detail == 1) {
        return "1 more cell than the header has columns";
    }
    return entry_of(finding.code).sentence;
}

}  // namespace

Severity severity_of(Code code) {
    constexpr auto first_out_of_scope = Code::member_elsewhere;
    constexpr auto first_failed = Code::database_refused;
    constexpr auto first_warning = Code::date_unreadable;
    if (code < first_out_of_scope) return Severity::invalid;
    if (code < first_failed) return Severity::out_of_scope;
    return code < first_warning ? Severity::failed : Severity::warning;
}

std::string_view to_string(Code code) {
    return entry_of(code).name;
}

std::optional<Code> parse_code(std::string_view name) {
    const auto* const at = std::ranges::find(table, name, &Entry::name);
    if (at == table.end()) return std::nullopt;
    return at->code;
}

std::span<const Code> all_codes() {
    static constexpr auto codes = [] {
        std::array<Code, table.size()> all{};
        std::ranges::transform(table, all.begin(), &Entry::code);
        return all;
    }();
    return codes;
}

std::string message(const Finding& finding, std::string_view column_name) {
    return fmt::format(
        "Row {}: {}.",
        finding.row,
        fmt::format(fmt::runtime(sentence_of(finding)), finding.detail, column_name)
    );
}

}  // namespace rollcall::check
