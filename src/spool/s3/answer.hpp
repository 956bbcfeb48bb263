// What an answer of S3 means.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "spool/s3/http.hpp"

namespace rollcall::spool::s3 {

bool is_good(const HttpAnswer& answer);

// There is no such object or upload (and not: no such bucket).
bool is_missing(const HttpAnswer& answer);

// The same request may be answered better in a moment.
bool may_pass(const HttpAnswer& answer);

// "NoSuchKey"; empty when the answer tells of no error.
std::string error_code(const HttpAnswer& answer);

// Throws what the answer tells, as what `step` failed of.
[[noreturn]] void throw_answer(std::string_view step, const HttpAnswer& answer);

// "2026-03-09T10:11:12.345Z". Throws Failure for what is none.
Instant parse_time(std::string_view text);

}  // namespace rollcall::spool::s3
