#include "check/finding.hpp"

#include <set>

#include <gtest/gtest.h>

namespace rollcall::check {
namespace {

TEST(Finding, EveryCodeHasANameOfItsOwnThatReadsBack) {
    std::set<std::string_view> names;
    for (const auto code : all_codes()) {
        SCOPED_TRACE(to_string(code));
        EXPECT_EQ(parse_code(to_string(code)), code);
        EXPECT_TRUE(names.insert(to_string(code)).second);
    }
    EXPECT_EQ(parse_code("NO_SUCH_CODE"), std::nullopt);
}

TEST(Finding, CodesFallIntoTheirGroups) {
    EXPECT_EQ(severity_of(Code::id_missing), Severity::invalid);
    EXPECT_EQ(severity_of(Code::ward_unknown), Severity::invalid);
    EXPECT_EQ(severity_of(Code::member_elsewhere), Severity::out_of_scope);
    EXPECT_EQ(severity_of(Code::ward_elsewhere), Severity::out_of_scope);
    EXPECT_EQ(severity_of(Code::database_refused), Severity::failed);
    EXPECT_EQ(severity_of(Code::date_unreadable), Severity::warning);
    EXPECT_EQ(severity_of(Code::expiry_goes_back), Severity::warning);
}

TEST(Finding, SaysRowColumnAndWhatToDo) {
    struct Case {
        Finding finding;
        std::string_view column;
        std::string_view message;
    };
    for (const auto& [finding, column, expected] : {
             Case{
                 {.row = 17, .detail = 7, .code = Code::id_checksum},
                 "ID Number",
                 "Row 17: the last digit of the ID number should be 7."},
             Case{
                 {.row = 2, .detail = 12, .code = Code::id_format},
                 "ID",
                 "Row 2: the ID number has 12 digits; it should be 13 digits."},
             Case{
                 {.row = 2, .detail = 13, .code = Code::id_format},
                 "ID",
                 "Row 2: the ID number holds characters that do not belong; it should be 13 "
                 "digits."},
             Case{
                 {.row = 2, .detail = -6, .code = Code::id_format},
                 "ID",
                 "Row 2: the ID number was shortened to its first few digits by a spreadsheet "
                 "program; format the column as text and enter the number again."},
             Case{
                 {.row = 3, .code = Code::date_unreadable},
                 "Last {Payment}",
                 "Row 3: the date in \"Last {Payment}\" could not be read and was left out; write "
                 "it as dd/mm/yyyy."},
             Case{
                 {.row = 4, .detail = 200, .code = Code::text_cut},
                 "Address",
                 "Row 4: the text in \"Address\" was cut to its first 200 characters."},
             Case{
                 {.row = 5, .detail = 1, .code = Code::extra_cells},
                 "",
                 "Row 5: 1 more cell than the header has columns."},
         }) {
        SCOPED_TRACE(expected);
        EXPECT_EQ(message(finding, column), expected);
    }
}

TEST(Finding, StaysSixteenBytes) {
    EXPECT_EQ(sizeof(Finding), 16);
}

}  // namespace
}  // namespace rollcall::check
