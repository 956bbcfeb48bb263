// Parameters of a request's target.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rollcall::live::engine_io {

// The parameter's value, percent-decoded ('+' is a blank; what is no escape stays as it is); the
// first of several. Nothing when there is none.
std::optional<std::string> query_value(std::string_view target, std::string_view name);

}  // namespace rollcall::live::engine_io
