// What net/ needs to know of live/: which paths are its, and the streams of events.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "live/engine_io/server.hpp"
#include "live/waker.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live {

// Server-sent events about one job, as text/event-stream has them. Destroyed when the client is
// gone.
class Stream {
public:
    Stream() = default;
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    virtual ~Stream() = default;

    // Moves the text that waits to be written to the end of `into`; its Waker is woken when there
    // is some, or the stream ended.
    virtual void take(std::string& into) = 0;
    // Nothing more will come once what waits is written.
    virtual bool has_ended() const = 0;
};

// Whether one may follow a job was decided by the route, and holds for as long as the token does.
struct Following {
    JobId job;
    std::string token;
};

// Used on the io thread only.
class Front {
public:
    Front() = default;
    Front(const Front&) = delete;
    Front& operator=(const Front&) = delete;
    virtual ~Front() = default;

    // The Engine.IO server of this path (without its query); null when the path is not ours.
    virtual engine_io::Server* engine_at(std::string_view path) = 0;

    // A websocket's upgrade at any of our paths.
    virtual bool takes_websockets_at(std::string_view path) = 0;
    virtual std::expected<std::unique_ptr<websocket::Link>, engine_io::Answer>
    connect(const engine_io::Request& request, Waker& waker) = 0;

    // `waker` outlives the stream. Refuses with unavailable when there are too many, and with
    // rate_limit_exceeded when this person has too many; as Gate::admit.
    virtual Result<std::unique_ptr<Stream>> follow(const Following& following, Waker& waker) = 0;

    // The server stops: everybody is told, later requests are refused.
    virtual void shut_down() = 0;
};

}  // namespace rollcall::live
