// What follows from how a job stands in SQL and in Redis: one table.
#pragma once

#include <cstdint>

#include "queue/job.hpp"

namespace rollcall::queue::bull::mirror {

// Where Bull's keys have a job. `nowhere`: there is a hash, but no list or set has it; `missing`:
// not even that.
enum class Place : std::uint8_t { missing, nowhere, waiting, delayed, active, completed, failed };

// Whether Redis was last told of the job as SQL has it now.
enum class Told : std::uint8_t { never, older, same, newer };

// In whose hands an active job is.
enum class Hands : std::uint8_t { nobodys, ours, bulls };

// How a job ended, as an event said.
enum class End : std::uint8_t { unheard, completed, failed };

struct Sight {
    Place place = Place::missing;
    Place drawn = Place::waiting;  // where we put it last; what Bull added, waits
    Told told = Told::never;
    Hands hands = Hands::nobodys;
    // Two reconciles saw it there, or it was drawn as a Bull worker's, and Redis has not lost its
    // memory since.
    bool remembered = false;
    bool failed_there = false;  // Redis says why
    End heard = End::unheard;
};

// How a job stands in SQL.
struct Standing {
    JobState state = JobState::waiting;
    bool elsewhere = false;  // a Bull worker runs it
    bool unwanted = false;   // and somebody cancelled it
    bool tried = false;      // it has run before
};

enum class Verdict : std::uint8_t {
    nothing,
    draw,       // draw it in Redis, whatever stands there
    cancel,     // an administrator removed it
    retry,      // an administrator had it run again
    promote,    // an administrator, or a Bull worker, made it due
    hand_over,  // a Bull worker has it in hand
    keep,       // and still has
    end,        // and shall no longer: it cannot be stopped, but nothing more is heard of it
    take_back,  // and no longer has
    completed,  // a Bull worker ended it so
    failed,
    put_off,  // a Bull worker failed at it, and wants to try again later
    lost,     // it went while a Bull worker ran it; how it ended is not known
};

Verdict judge(const Standing& standing, const Sight& sight);

// What to do with a job in Bull's lists that SQL does not know.
struct Stranger {
    Place place = Place::waiting;
    bool ours = false;  // drawn by a rollcall, though not from these tables
};
enum class Welcome : std::uint8_t {
    none,     // Bull's own affair
    take_in,  // a Bull producer added it for us
    ghost,    // an id without a job: for `doctor --repair`
    orphan,   // another rollcall's, or SQL went back: reported
};
Welcome welcome(const Stranger& stranger);

}  // namespace rollcall::queue::bull::mirror
