// How a command ends, and the one line that says why.
#pragma once

#include <iostream>

#include "base/result.hpp"

namespace rollcall::app {

inline constexpr int exit_failed = 1;        // the work failed
inline constexpr int exit_usage = 2;         // it was asked for wrongly
inline constexpr int exit_out_of_reach = 3;  // a store or server is

// The code, once the refusal stands on stderr.
inline int say(const Error& error, int code) {
    std::cerr << "rollcall: " << error.message << " (" << to_string(error.code) << ")\n";
    return code;
}

}  // namespace rollcall::app
