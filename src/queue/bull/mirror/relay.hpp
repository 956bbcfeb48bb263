// Tells Redis what changed in SQL.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "base/guarded.hpp"
#include "queue/bull/mirror/canvas.hpp"
#include "queue/bull/mirror/hints.hpp"
#include "queue/bull/mirror/picture.hpp"
#include "queue/queue.hpp"
#include "queue/sql/mirrored.hpp"

namespace rollcall::queue::bull::mirror {

// `tick` is for one thread of this process, the rest safe from any. Any number of processes may
// relay: each takes other marks.
class Relay {
public:
    // All outlive this. `truth` is the queue in SQL; `hints` hears of jobs that a Bull worker has.
    struct Parts {
        Queue& truth;
        sql::Mirrored& mirrored;
        Canvas& canvas;
        const Style& style;
        Hints& hints;
    };
    explicit Relay(Parts parts);

    // Everything that is marked now, and what `extend` and `note` were given. Throws RedisFailure
    // and Failure; what was not told stays marked, and is told by a later one.
    void tick();

    // Bull's lock of a job that we run is held longer, at the next tick. One that is lost is said,
    // and taken again where nobody else has the job.
    void extend(const Fence& fence);
    // A line for Bull's log of a job. Where an answer was lost it may stand there twice; one that
    // finds 10,000 waiting is missing there alone.
    void note(const JobId& id, std::string text);

private:
    struct Said {
        JobId job;
        std::string text;
    };
    struct Errands {
        std::vector<Fence> holds;
        std::deque<Said> lines;
    };

    void extend_all();
    void miss_lock(const Fence& fence);
    bool tell_some();
    void tell(const std::vector<sql::Stale>& stale);
    void note_all();

    Parts parts_;
    const std::string name_;
    Guarded<Errands> errands_;
};

}  // namespace rollcall::queue::bull::mirror
