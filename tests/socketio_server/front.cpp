#include "tests/socketio_server/front.hpp"

#include <cstddef>
#include <expected>
#include <limits>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "live/engine_io/server.hpp"
#include "live/front.hpp"
#include "live/loop.hpp"
#include "live/socket_io/server.hpp"
#include "live/waker.hpp"
#include "live/websocket/link.hpp"
#include "tests/socketio_server/echo.hpp"
#include "tests/socketio_server/flags.hpp"

namespace rollcall::socketio_server {
namespace {

constexpr std::string_view engine_path = "/engine.io/";
constexpr std::string_view socket_path = "/socket.io/";
constexpr std::string_view echo_path = "/ws-echo";

live::engine_io::Settings engine_settings(const Flags& flags) {
    live::engine_io::Settings settings;
    settings.ping_interval = flags.ping_interval;
    settings.ping_timeout = flags.ping_timeout;
    settings.payload_bytes_max = flags.payload_bytes_max;
    settings.queue_bytes_max = 8 * flags.payload_bytes_max;
    // Each message comes back: whoever sends a burst before it reads is no slow reader.
    settings.queue_messages_max = 65'536;
    settings.origins = {"*"};
    return settings;
}

live::socket_io::Settings socket_settings(const Flags& flags) {
    live::socket_io::Settings settings;
    settings.connect_timeout = flags.connect_timeout;
    settings.recovery = flags.recovery;
    // Tests send as fast as they can.
    settings.packets = {.per_second = 1e9, .burst = 1e9};
    settings.refusals_max = std::numeric_limits<std::size_t>::max();
    return settings;
}

}  // namespace

TestFront::TestFront(const Flags& flags, live::Loop& loop)
    : sockets_(socket_settings(flags), loop),
      echo_engine_(engine_settings(flags), echo_, loop),
      socket_engine_(engine_settings(flags), sockets_, loop) {
    if (flags.fixture) {
        fixture_.emplace(sockets_, loop);
        return;
    }
    sockets_.add("/", main_);
    sockets_.add("/custom", custom_);
}

live::engine_io::Server* TestFront::engine_at(std::string_view path) {
    if (path == engine_path) return &echo_engine_;
    if (path == socket_path) return &socket_engine_;
    return nullptr;
}

bool TestFront::takes_websockets_at(std::string_view path) {
    return path == echo_path || engine_at(path) != nullptr;
}

std::expected<std::unique_ptr<live::websocket::Link>, live::engine_io::Answer>
TestFront::connect(const live::engine_io::Request& request, live::Waker& waker) {
    auto* engine = engine_at(request.target.substr(0, request.target.find('?')));
    if (engine != nullptr) return engine->connect(request, waker);
    return std::make_unique<EchoLink>(waker);
}

Result<std::unique_ptr<live::Stream>>
TestFront::follow(const live::Following& /*following*/, live::Waker& /*waker*/) {
    return refuse(Errc::not_found, "there are no jobs here");
}

void TestFront::shut_down() {
    echo_engine_.shut_down();
    socket_engine_.shut_down();
}

}  // namespace rollcall::socketio_server
