// live/jobs: who hears what of which job.
//
// The bus only hints that a job may have changed. The Feed then looks at it (look.hpp; on a storage
// thread) and tells what is true now to its Hearers: sockets in the rooms of the job and of its
// owner (job_rooms.hpp), those who watch the queue (queue_rooms.hpp), and server-sent events
// (streams.hpp). Doorman admits sockets by their token; a Subscriber is what we keep for one.
#pragma once

#include "live/jobs/doorman.hpp"      // IWYU pragma: export
#include "live/jobs/feed.hpp"         // IWYU pragma: export
#include "live/jobs/front.hpp"        // IWYU pragma: export
#include "live/jobs/job_rooms.hpp"    // IWYU pragma: export
#include "live/jobs/look.hpp"         // IWYU pragma: export
#include "live/jobs/queue_rooms.hpp"  // IWYU pragma: export
#include "live/jobs/streams.hpp"      // IWYU pragma: export
