// The empty member list that people fill in and upload.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::report {

enum class TemplateFormat : std::uint8_t { xlsx, csv };

// A file of the schema's columns with one made-up example row, as bytes; left in, the row is
// invalid, so that nobody loads the example. The workbook offers
// look-ups as lists, keeps ID and telephone numbers text, and says what each column is for; the
// CSV is UTF-8 with a byte order mark, which Excel needs. Throws Failure when the disk is full.
std::string make_template(TemplateFormat format);

// "rollcall-template.xlsx", "rollcall-template.csv".
std::string_view template_name(TemplateFormat format);

}  // namespace rollcall::report
