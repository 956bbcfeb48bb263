// base: words that every room may use.
//
// Result and Errc (a refusal as a value), Failure (a broken world), Clock, Guarded<T>, Combiner,
// limits, ids, text, calendar, hash, descriptor, log. Nothing here knows of jobs, rows or
// databases.
#pragma once

#include "base/assert.hpp"      // IWYU pragma: export
#include "base/calendar.hpp"    // IWYU pragma: export
#include "base/clock.hpp"       // IWYU pragma: export
#include "base/combiner.hpp"    // IWYU pragma: export
#include "base/descriptor.hpp"  // IWYU pragma: export
#include "base/failure.hpp"     // IWYU pragma: export
#include "base/guarded.hpp"     // IWYU pragma: export
#include "base/hash.hpp"        // IWYU pragma: export
#include "base/ids.hpp"         // IWYU pragma: export
#include "base/limits.hpp"      // IWYU pragma: export
#include "base/log.hpp"         // IWYU pragma: export
#include "base/result.hpp"      // IWYU pragma: export
#include "base/short_text.hpp"  // IWYU pragma: export
#include "base/text.hpp"        // IWYU pragma: export
