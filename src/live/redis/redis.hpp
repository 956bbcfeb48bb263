// live/redis: Socket.IO broadcasts to and from other servers, as npm's redis-adapter publishes
// them.
//
// broadcast.hpp is the form of a message (msgpack.hpp), Intake what other servers tell our sockets,
// Outlet what theirs shall hear, Publisher the loop that sends it. Our own nodes do not listen to
// each other: each looks at jobs for itself.
#pragma once

#include "live/redis/broadcast.hpp"  // IWYU pragma: export
#include "live/redis/intake.hpp"     // IWYU pragma: export
#include "live/redis/outlet.hpp"     // IWYU pragma: export
#include "live/redis/publisher.hpp"  // IWYU pragma: export
