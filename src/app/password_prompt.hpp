// A password as a person or a program gives it: never on the command line, which everybody on the
// machine can read.
#pragma once

#include <string>

#include "base/result.hpp"

namespace rollcall::app {

// The first line of stdin; where that is a terminal, asked for twice and not shown. Refuses with
// validation_error two that differ.
Result<std::string> ask_password();

// The same of anything else that is nobody's business: asked for once, after the question.
std::string ask_unseen(const char* question);

}  // namespace rollcall::app
