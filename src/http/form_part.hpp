// The head of one part of a multipart/form-data body (RFC 7578), and file names as people see them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace rollcall::http {

// What `Content-Disposition: form-data` says of a part.
struct FormPart {
    std::string name;                      // well-formed UTF-8 without control characters
    std::optional<std::string> file_name;  // of a file only, as `clean_file_name` leaves it
};

// Reads the header lines of a part, each with its CRLF. Refuses with validation_error what is not
// exactly one form-data disposition with a name, folded or malformed lines, and transfer encodings
// that change bytes (RFC 7578 4.7 has none).
Result<FormPart> parse_form_part(std::string_view header_lines);

// The boundary of a Content-Type. Refuses with validation_error another media type, no boundary, or
// one that RFC 2046 5.1.1 does not allow.
Result<std::string> parse_boundary(std::string_view content_type);

// A name to show, never a path: what stands before the last slash or backslash goes, so do control
// and direction-changing characters; ill-formed UTF-8 is replaced; at most 255 bytes, cut at a
// character and before the extension. Empty stays empty.
std::string clean_file_name(std::string_view name);

}  // namespace rollcall::http
