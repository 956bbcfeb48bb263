// event: what happened, for whoever listens.
//
// A closed set of small facts and a Bus that hands them to subscribers. Events are hints: the truth
// is in the database, and a lost or repeated event harms nobody. They carry ids, never a member.
#pragma once

#include "event/bus.hpp"  // IWYU pragma: export
