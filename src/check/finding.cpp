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
    {Code::id_missing, "ID_MISSING", "the ID number is missing; fill it in"},
    {Code::id_format, "ID_FORMAT", "the ID number has {0} digits; it should be 13 digits"},
    {Code::id_date,
     "ID_DATE",
     "the first six digits of the ID number are not a date of birth (YYMMDD)"},
    {Code::id_citizenship,
     "ID_CITIZENSHIP",
     "the eleventh digit of the ID number should be 0, 1 or 2"},
    {Code::id_checksum, "ID_CHECKSUM", "the last digit of the ID number should be {0}"},
    {Code::firstname_missing, "FIRSTNAME_MISSING", "the first name is missing; fill it in"},
    {Code::firstname_length,
     "FIRSTNAME_LENGTH",
     "the first name has {0} characters; at most 100 are stored, so shorten it"},
    {Code::ward_missing, "WARD_MISSING", "the ward is missing; fill in its 8 digits"},
    {Code::ward_format,
     "WARD_FORMAT",
     "the ward should be 8 digits, the first of them from 1 to 9"},
    {Code::ward_unknown, "WARD_UNKNOWN", "there is no ward of this number; look it up"},
    {Code::member_elsewhere,
     "MEMBER_ELSEWHERE",
     "this member belongs to a ward outside your area; an administrator above it can transfer "
     "members"},
    {Code::ward_elsewhere,
     "WARD_ELSEWHERE",
     "the ward lies outside your area; an administrator above it can load this row"},
    {Code::database_refused,
     "DATABASE_REFUSED",
     "the database refused the row; the report says why"},
    {Code::date_unreadable,
     "DATE_UNREADABLE",
     "the date in \"{1}\" could not be read and was left out; write it as dd/mm/yyyy"},
    {Code::date_range,
     "DATE_RANGE",
     "the date in \"{1}\" lies outside the years 1900 to 2199 and was left out"},
    {Code::lookup_unknown,
     "LOOKUP_UNKNOWN",
     "the value in \"{1}\" is not one of the known ones and was left out"},
    {Code::phone_format,
     "PHONE_FORMAT",
     "the number in \"{1}\" is not a telephone number and was left out"},
    {Code::email_format,
     "EMAIL_FORMAT",
     "the address in \"{1}\" is not an e-mail address and was left out"},
    {Code::money_format,
     "MONEY_FORMAT",
     "the amount in \"{1}\" could not be read and was left out; write it as 120.00"},
    {Code::age_mismatch, "AGE_MISMATCH", "the age does not fit the ID number"},
    {Code::gender_mismatch, "GENDER_MISMATCH", "the gender does not fit the ID number"},
    {Code::citizenship_mismatch,
     "CITIZENSHIP_MISMATCH",
     "the citizenship does not fit the ID number"},
    {Code::province_mismatch, "PROVINCE_MISMATCH", "the province does not fit the ward"},
    {Code::municipality_mismatch,
     "MUNICIPALITY_MISMATCH",
     "the municipality does not fit the ward"},
    {Code::text_cut, "TEXT_CUT", "the text in \"{1}\" was cut to its first {0} characters"},
    {Code::text_replaced,
     "TEXT_REPLACED",
     "the text in \"{1}\" held characters that cannot be stored; they were replaced"},
    {Code::formula_without_value,
     "FORMULA_WITHOUT_VALUE",
     "the formula in \"{1}\" has no value, so the cell counts as blank; open the file, let it "
     "calculate and save it again"},
    {Code::extra_cells, "EXTRA_CELLS", "{0} more cells than the header has columns"},
    {Code::vd_format,
     "VD_FORMAT",
     "the voting district in \"{1}\" should be 8 digits and was left out"},
    {Code::cell_repeated, "CELL_REPEATED", "the cell in \"{1}\" stands twice; the later was read"},
    {Code::string_missing,
     "STRING_MISSING",
     "the text in \"{1}\" is missing from the file, so the cell counts as blank"},
    {Code::number_impossible,
     "NUMBER_IMPOSSIBLE",
     "the cell in \"{1}\" says it is a number and is none"},
    {Code::expiry_goes_back,
     "EXPIRY_GOES_BACK",
     "the expiry date is earlier than the one stored before"},
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
