// http/wire: what requests say, as values.
//
// The target with its query, byte ranges, and the numbers, times and yes-or-noes that stand in
// queries and forms. Everything here takes any bytes.
#pragma once

#include "http/wire/byte_range.hpp"  // IWYU pragma: export
#include "http/wire/parameters.hpp"  // IWYU pragma: export
#include "http/wire/target.hpp"      // IWYU pragma: export
