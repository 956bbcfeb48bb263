// live: realtime without sockets: Engine.IO, Socket.IO and what of jobs is told over them.
//
// Strings in, actions out. websocket/ knows RFC 6455, engine_io/ a client's session over whatever
// carries it, socket_io/ namespaces, rooms and events, jobs/ who hears what of which job.
// Everything here lives on the io thread; net/ feeds it from sockets and writes what it queues;
// what may block goes through Loop::offload.
#pragma once

#include "live/front.hpp"      // IWYU pragma: export
#include "live/jobs/jobs.hpp"  // IWYU pragma: export
