// http1: HTTP/1.1 (RFC 9110, RFC 9112) as pure functions and state machines, without a socket.
//
// A head is found, parsed and judged strictly: what two programs could read differently (a second
// length, a folded line, a line feed alone) is refused, so that nothing can be smuggled past a
// proxy. Bodies are decoded in place; answers' heads are written as text.
#pragma once

#include "net/http1/answer_head.hpp"   // IWYU pragma: export
#include "net/http1/body_decoder.hpp"  // IWYU pragma: export
#include "net/http1/head.hpp"          // IWYU pragma: export
