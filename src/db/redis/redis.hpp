// db/redis: a client of Redis: hiredis' reader and formatter over Asio's sockets.
//
// Blocking, a connection a thread, each call within a time limit. Connections are lent by a Pool,
// which finds the master again when it moved and spares everybody the wait while it is away;
// published messages come through a Subscriber. RESP2: hiredis 0.14 knows no other.
#pragma once

#include "db/redis/combined_script.hpp"  // IWYU pragma: export
#include "db/redis/command.hpp"          // IWYU pragma: export
#include "db/redis/connection.hpp"       // IWYU pragma: export
#include "db/redis/failure.hpp"          // IWYU pragma: export
#include "db/redis/inspect.hpp"          // IWYU pragma: export
#include "db/redis/pool.hpp"             // IWYU pragma: export
#include "db/redis/reply.hpp"            // IWYU pragma: export
#include "db/redis/script.hpp"           // IWYU pragma: export
#include "db/redis/settings.hpp"         // IWYU pragma: export
#include "db/redis/subscriber.hpp"       // IWYU pragma: export
