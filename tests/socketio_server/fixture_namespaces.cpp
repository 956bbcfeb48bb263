#include <expected>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "live/loop.hpp"
#include "live/socket_io/server.hpp"
#include "live/timers.hpp"
#include "tests/socketio_server/fixture.hpp"
#include "tests/socketio_server/handshake_json.hpp"

namespace rollcall::socketio_server {
namespace {

using live::socket_io::Ack;
using live::socket_io::Admission;
using live::socket_io::Arguments;
using live::socket_io::Listener;
using live::socket_io::Refusal;
using live::socket_io::Socket;

constexpr Milliseconds decision_time{10};

class Silent : public Listener {
public:
    void event(std::string_view /*name*/, Arguments /*arguments*/, Ack /*ack*/) override {}
};

class TellsItsId final : public Listener {
public:
    explicit TellsItsId(Socket& socket) : socket_(socket) {}

    void event(std::string_view name, Arguments /*arguments*/, Ack ack) override {
        if (name == "getId" && ack) ack({.values = {socket_.id()}, .attachments = {}});
    }

private:
    Socket& socket_;
};

class TellsItsHandshake final : public Silent {
public:
    TellsItsHandshake(Socket& socket, live::Loop& loop) : socket_(socket), loop_(loop) {}

    void connected() override {
        const auto handshake = handshake_json(socket_, loop_.clock().now());
        socket_.emit("handshake", {.values = {handshake}, .attachments = {}});
    }

private:
    Socket& socket_;
    live::Loop& loop_;
};

class Main final : public LateHandler {
    using LateHandler::LateHandler;

    Decision decide(Socket& socket) override {
        if (!socket.handshake().query("fail").empty()) {
            return std::unexpected(Refusal{
                .message = "Auth failed (main namespace)", .data = std::nullopt});
        }
        return make_fixture_listener(socket, loop());
    }
};

class Foo final : public LateHandler {
    using LateHandler::LateHandler;

    Decision decide(Socket& socket) override { return std::make_unique<TellsItsId>(socket); }
};

class Abc final : public LateHandler {
    using LateHandler::LateHandler;

    Decision decide(Socket& socket) override {
        return std::make_unique<TellsItsHandshake>(socket, loop());
    }
};

class Quiet final : public LateHandler {
    using LateHandler::LateHandler;

    Decision decide(Socket& /*socket*/) override { return std::make_unique<Silent>(); }
};

class No final : public LateHandler {
    using LateHandler::LateHandler;

    Decision decide(Socket& /*socket*/) override {
        return std::unexpected(Refusal{
            .message = "Auth failed (custom namespace)", .data = std::nullopt});
    }
};

}  // namespace

void LateHandler::connect(Socket& socket, Admission admission) {
    const auto place = undecided_.emplace(undecided_.end());
    auto shared = std::make_shared<Admission>(std::move(admission));
    *place = std::make_unique<live::Timer>(loop_.timers(), [this, place, &socket, shared] {
        const auto held = shared;  // the timer, and this function with it, goes first
        auto& waiting = socket;
        auto& self = *this;
        self.undecided_.erase(place);
        (*held)(self.decide(waiting));
    });
    (*place)->in(decision_time);
}

Fixture::Fixture(live::socket_io::Server& server, live::Loop& loop) {
    const auto add = [&](const char* name, std::unique_ptr<live::socket_io::Handler> handler) {
        server.add(name, *handler);
        handlers_.push_back(std::move(handler));
    };
    add("/", std::make_unique<Main>(loop));
    add("/foo", std::make_unique<Foo>(loop));
    add("/abc", std::make_unique<Abc>(loop));
    add("/no", std::make_unique<No>(loop));
    for (const auto* name : {"/timeout_socket", "/valid", "/asd"})
        add(name, std::make_unique<Quiet>(loop));
}

}  // namespace rollcall::socketio_server
