// Those of a connection's requests that live/ answers: polls, upgrades, streams of events. Used on
// the io thread only.
#pragma once

#include <memory>
#include <optional>

#include "base/result.hpp"
#include "http/message.hpp"
#include "live/engine_io/server.hpp"
#include "live/front.hpp"
#include "net/asio.hpp"
#include "net/read_buffer.hpp"
#include "net/surroundings.hpp"
#include "net/wire.hpp"

namespace rollcall::net {

// The view ends with the head.
live::engine_io::Request live_request_of(const http::Head& head);
http::Response response_of(live::engine_io::Answer answer, bool secure);
// Makes the head of a stream of events of what the route says.
void declare_events(http::Response& response);

class LiveRequests {
public:
    // All outlive it. `ahead` gets what the client sends while it is made to wait.
    LiveRequests(const Surroundings& around, Wire& wire, ReadBuffer& ahead)
        : around_(around), wire_(wire), ahead_(ahead) {}

    // The Engine.IO server that the request is for; null when it is for the API.
    live::engine_io::Server* engine_of(const http::Head& head) const;
    // A GET of that server, answered when there is something to tell; nothing when the client went
    // away before.
    Task<std::optional<http::Response>>
    poll(live::engine_io::Server* engine, live::engine_io::Request request);

    bool is_upgrade(const http::Head& head) const;
    // Makes a websocket of the connection, or says why not.
    Task<std::optional<http::Response>> upgrade(live::engine_io::Request request);

    // Refuses with unavailable, also where there is nothing to follow.
    Result<std::unique_ptr<live::Stream>> follow(const http::EventStream& events);
    // Writes a stream's text as it comes, to its end; false when the client went away before.
    Task<bool> tell(live::Stream* stream, bool is_chunked);

private:
    Task<bool> write_piece(std::string text, bool is_chunked);

    const Surroundings& around_;
    Wire& wire_;
    ReadBuffer& ahead_;
};

}  // namespace rollcall::net
