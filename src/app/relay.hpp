// Socket.IO broadcasts to and from other servers, over Redis.
#pragma once

#include <memory>

#include "app/engine.hpp"
#include "app/settings.hpp"
#include "live/loop.hpp"
#include "live/socket_io/relay.hpp"

namespace rollcall::app {

// Null where no Redis is set. Engine and loop outlive the relay, its threads end with it.
std::unique_ptr<live::socket_io::Relay>
make_relay(const Settings& settings, Engine& engine, live::Loop& loop);

}  // namespace rollcall::app
