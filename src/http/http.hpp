// http: REST without sockets.
//
// Request and Response as values, the route table as data, the envelope with its one error shape,
// multipart as a state machine, and the handlers. docs/api.md lists the routes.
#pragma once

#include "http/api.hpp"         // IWYU pragma: export
#include "http/job_view.hpp"    // IWYU pragma: export
#include "http/message.hpp"     // IWYU pragma: export
#include "http/queue_view.hpp"  // IWYU pragma: export
#include "http/services.hpp"    // IWYU pragma: export
