// load/sql: the little of the ledger whose statements both databases understand.
#pragma once

#include "load/sql/close_fence.hpp"  // IWYU pragma: export
