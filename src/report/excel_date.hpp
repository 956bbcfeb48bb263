// Dates as the workbook has them: days since 30 December 1899, the time of day as a fraction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rollcall::report {

struct ExcelDate {
    std::string serial;  // the number's digits
    bool has_time = false;
};

// A number cell shown as a date, of a workbook that counts from 1900 or 1904. Nothing when no date
// of Excel's has this number; it is then only a number.
std::optional<ExcelDate> date_of_number(std::string_view digits, bool date1904);

// "2026-03-09", "2026-03-09T10:11:12.5Z": the date as it is written, never shifted. Nothing before
// 1 March 1900, where Excel counts a day that was not.
std::optional<ExcelDate> date_of_iso(std::string_view text);

}  // namespace rollcall::report
