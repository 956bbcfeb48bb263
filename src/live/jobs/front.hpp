// Everything of live/ put together: one Engine.IO server at /socket.io/, and streams of jobs.
#pragma once

#include <memory>

#include "access/token.hpp"
#include "event/bus.hpp"
#include "live/engine_io/server.hpp"
#include "live/front.hpp"
#include "live/jobs/feed.hpp"
#include "live/jobs/look.hpp"
#include "live/jobs/queue_rooms.hpp"
#include "live/jobs/streams.hpp"
#include "live/jobs/subscriber.hpp"
#include "live/loop.hpp"
#include "live/socket_io/relay.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

struct FrontSettings {
    engine_io::Settings engine;
    socket_io::Settings sockets;
    access::TokenRules tokens;
    SubscriberSettings subscribers;
    StreamsSettings streams;
    FeedSettings feed;
    QueueRoomsSettings queue;
};

// All outlive the front; the loop has stopped before the front goes.
struct Surroundings {
    Loop& loop;
    event::Bus& bus;
    socket_io::Relay* relay = nullptr;  // null: there are no other servers
};
std::unique_ptr<Front>
make_front(FrontSettings settings, Services services, const Surroundings& surroundings);

}  // namespace rollcall::live::jobs
