// load/sql: what both databases understand: the stored geography, erasing a person, and the fence
// of a job that ended without its worker.
#pragma once

#include "load/sql/close_fence.hpp"    // IWYU pragma: export
#include "load/sql/sql_erasure.hpp"    // IWYU pragma: export
#include "load/sql/sql_geography.hpp"  // IWYU pragma: export
