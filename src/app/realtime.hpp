// What live/ gets to know of jobs, and with which settings.
#pragma once

#include <memory>

#include "access/gate.hpp"
#include "app/engine.hpp"
#include "app/settings.hpp"
#include "live/front.hpp"
#include "live/loop.hpp"

namespace rollcall::app {

// Engine, gate and loop outlive the front; the loop has stopped before the front goes.
std::unique_ptr<live::Front>
make_front(const Settings& settings, Engine& engine, access::Gate& gate, live::Loop& loop);

}  // namespace rollcall::app
