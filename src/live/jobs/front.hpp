// Everything of live/ put together: one Engine.IO server at /socket.io/, and streams of jobs.
#pragma once

#include <memory>

#include "access/gate.hpp"
#include "base/rate_limit.hpp"
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
    SubscriberSettings subscribers;
    StreamsSettings streams;
    FeedSettings feed;
    QueueRoomsSettings queue;
};

// What the front works with; all of it outlives the front, and the loop has stopped before.
struct FrontParts {
    access::Gate& gate;
    RateLimit& requests;  // the API's: of strangers, who may show so many bad tokens
    Loop& loop;
    event::Bus& bus;
    socket_io::Relay* relay = nullptr;  // null: there are no other servers
};
std::unique_ptr<Front>
make_front(FrontSettings settings, Services services, const FrontParts& parts);

}  // namespace rollcall::live::jobs
