// Who sends back what comes: over a bare websocket, over Engine.IO and over Socket.IO.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"
#include "live/waker.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::socketio_server {

class EchoLink final : public live::websocket::Link {
public:
    explicit EchoLink(live::Waker& waker) : waker_(waker) {}

    void receive(live::websocket::Opcode kind, std::string_view payload) override;
    void take(
        std::vector<live::websocket::SharedFrame>& into,
        std::size_t frames_max,
        std::size_t bytes_max
    ) override;
    std::optional<live::websocket::Closing> closing() const override { return closing_; }

private:
    live::Waker& waker_;
    std::deque<live::websocket::SharedFrame> frames_;
    std::size_t waiting_bytes_ = 0;
    std::optional<live::websocket::Closing> closing_;
};

class EchoEngine final : public live::engine_io::Application {
public:
    std::unique_ptr<live::engine_io::Client> open(live::engine_io::Session& session) override;
};

// Emits `auth` with the CONNECT payload; `message` comes back as `message-back` and
// `message-with-ack` as its acknowledgement.
class EchoNamespace final : public live::socket_io::Handler {
public:
    void connect(live::socket_io::Socket& socket, live::socket_io::Admission admission) override;
};

// Emits `auth` with the CONNECT payload, and nothing else.
class AuthNamespace final : public live::socket_io::Handler {
public:
    void connect(live::socket_io::Socket& socket, live::socket_io::Admission admission) override;
};

}  // namespace rollcall::socketio_server
