// queue/bull/mirror: the queue in SQL made visible in Bull's keys, and what happens there honoured.
//
// A Picture is what Redis shall show of a job; a Canvas draws it there, as often as need be. The
// Relay draws what SQL marks as changed. The Reconciler compares the two and decides by one table
// (verdict.hpp): what Redis lost is drawn again, what somebody did there is done in SQL. BullQueue
// is the Queue that all this hides behind. docs/queue.md, "Beside Bull".
#pragma once

#include "queue/bull/mirror/bull_queue.hpp"  // IWYU pragma: export
#include "queue/bull/mirror/canvas.hpp"      // IWYU pragma: export
#include "queue/bull/mirror/hints.hpp"       // IWYU pragma: export
#include "queue/bull/mirror/intake.hpp"      // IWYU pragma: export
#include "queue/bull/mirror/order.hpp"       // IWYU pragma: export
#include "queue/bull/mirror/picture.hpp"     // IWYU pragma: export
#include "queue/bull/mirror/reconciler.hpp"  // IWYU pragma: export
#include "queue/bull/mirror/relay.hpp"       // IWYU pragma: export
#include "queue/bull/mirror/repair.hpp"      // IWYU pragma: export
#include "queue/bull/mirror/repeater.hpp"    // IWYU pragma: export
#include "queue/bull/mirror/rumour.hpp"      // IWYU pragma: export
#include "queue/bull/mirror/survey.hpp"      // IWYU pragma: export
