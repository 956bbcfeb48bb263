// access: who somebody is and what they may do.
//
// Tokens (JWT), roles, areas and the one policy table, which `http` and `live` both ask. What
// belongs to somebody else looks as if it were not there.
#pragma once

#include "access/policy.hpp"     // IWYU pragma: export
#include "access/principal.hpp"  // IWYU pragma: export
#include "access/token.hpp"      // IWYU pragma: export
