// What live/ gets to know of jobs, and with which settings.
#pragma once

#include <memory>

#include "app/engine.hpp"
#include "app/entrance.hpp"
#include "app/settings.hpp"
#include "live/front.hpp"
#include "live/loop.hpp"
#include "live/socket_io/relay.hpp"

namespace rollcall::app {

// All of it outlives the front; the loop has stopped before the front goes.
struct RealtimeParts {
    Engine& engine;
    Entrance& entrance;
    live::Loop& loop;
    live::socket_io::Relay* relay = nullptr;  // null: no other servers
};
std::unique_ptr<live::Front> make_front(const Settings& settings, const RealtimeParts& parts);

}  // namespace rollcall::app
