// access: who somebody is and what they may do.
//
// Tokens (JWT) and the keys they are verified with, the gate that they are shown at; roles, areas
// and the one policy table, which `http` and `live` both ask; an installation's own users, their
// passwords and sessions; and the audit. What belongs to somebody else looks as if it were not
// there. `sql/` keeps users and audit in a database.
#pragma once

#include "access/accounts.hpp"   // IWYU pragma: export
#include "access/audit.hpp"      // IWYU pragma: export
#include "access/gate.hpp"       // IWYU pragma: export
#include "access/logins.hpp"     // IWYU pragma: export
#include "access/policy.hpp"     // IWYU pragma: export
#include "access/principal.hpp"  // IWYU pragma: export
#include "access/standing.hpp"   // IWYU pragma: export
#include "access/token.hpp"      // IWYU pragma: export
#include "access/users.hpp"      // IWYU pragma: export
