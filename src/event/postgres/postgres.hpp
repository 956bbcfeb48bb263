// event/postgres: the bus over many machines, carried by PostgreSQL's NOTIFY.
//
// A Bridge sends what happens here and publishes here what happened on other nodes. Its channel is
// that of the database's schema, so that two installations in one database do not hear each other.
// Messages are small, versioned text (message.hpp); of a job's progress only the last in a tenth of
// a second is sent (outbox.hpp). What is lost on the way is made up for by event::Missed. LISTEN
// needs a connection of its own: a pooler between must work by sessions.
#pragma once

#include "event/postgres/bridge.hpp"  // IWYU pragma: export
