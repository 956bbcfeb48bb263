// queue/bull: the queue as Bull 4 knows it in Redis, beside the one in SQL.
//
// SQL decides and Redis is told afterwards, as often as need be: a lost or emptied Redis loses no
// job. What Bull's producers, workers and dashboards do there is seen, and honoured in SQL.
// docs/formats/bull.md has keys, fields and scripts; docs/queue.md what follows from what.
#pragma once

#include "queue/bull/keys.hpp"  // IWYU pragma: export
