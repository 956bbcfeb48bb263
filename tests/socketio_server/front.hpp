// The paths of the test server: Engine.IO, Socket.IO and a bare websocket.
#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "live/engine_io/server.hpp"
#include "live/front.hpp"
#include "live/loop.hpp"
#include "live/socket_io/server.hpp"
#include "live/waker.hpp"
#include "live/websocket/link.hpp"
#include "tests/socketio_server/echo.hpp"
#include "tests/socketio_server/fixture.hpp"
#include "tests/socketio_server/flags.hpp"

namespace rollcall::socketio_server {

class TestFront final : public live::Front {
public:
    // `loop` outlives the front.
    TestFront(const Flags& flags, live::Loop& loop);

    live::engine_io::Server* engine_at(std::string_view path) override;
    bool takes_websockets_at(std::string_view path) override;
    std::expected<std::unique_ptr<live::websocket::Link>, live::engine_io::Answer>
    connect(const live::engine_io::Request& request, live::Waker& waker) override;
    Result<std::unique_ptr<live::Stream>>
    follow(const live::Following& following, live::Waker& waker) override;
    void shut_down() override;

private:
    EchoEngine echo_;
    EchoNamespace main_;
    AuthNamespace custom_;
    live::socket_io::Server sockets_;
    std::optional<Fixture> fixture_;
    live::engine_io::Server echo_engine_;
    live::engine_io::Server socket_engine_;
};

}  // namespace rollcall::socketio_server
