#include "tests/socketio_server/echo.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::socketio_server {
namespace {

using live::engine_io::Client;
using live::engine_io::CloseReason;
using live::engine_io::Session;
using live::socket_io::Ack;
using live::socket_io::Admission;
using live::socket_io::Arguments;
using live::socket_io::Listener;
using live::socket_io::Socket;
using live::websocket::make_frame;
using live::websocket::Opcode;

// A client that only sends would have all of it kept for it otherwise.
constexpr std::size_t waiting_bytes_max = std::size_t{8} * 1024 * 1024;

class EchoClient final : public Client {
public:
    explicit EchoClient(Session& session) : session_(session) {}

    void receive(Opcode kind, std::string_view payload) override {
        const bool is_text = kind == Opcode::text;
        session_.send(make_frame(kind, is_text ? '4' + std::string(payload) : std::string(payload))
        );
    }
    void closed(CloseReason /*reason*/) override {}

private:
    Session& session_;
};

class Greeter : public Listener {
public:
    explicit Greeter(Socket& socket) : socket_(socket) {}

    void connected() override {
        socket_.emit("auth", {.values = {socket_.auth()}, .attachments = {}});
    }
    void event(std::string_view /*name*/, Arguments /*arguments*/, Ack /*ack*/) override {}

protected:
    Socket& socket() { return socket_; }

private:
    Socket& socket_;
};

class Echo final : public Greeter {
public:
    using Greeter::Greeter;

    void event(std::string_view name, Arguments arguments, Ack ack) override {
        if (name == "message") socket().emit("message-back", arguments);
        if (name == "message-with-ack" && ack) ack(arguments);
    }
};

}  // namespace

void EchoLink::receive(Opcode kind, std::string_view payload) {
    if (closing_) return;
    if (waiting_bytes_ + payload.size() > waiting_bytes_max) {
        closing_ = {
            .code = live::websocket::CloseCode::policy_violation,
            .reason = "too much waits for you: read what is sent back"};
        waker_.wake();
        return;
    }
    frames_.push_back(make_frame(kind, payload));
    waiting_bytes_ += frames_.back()->bytes().size();
    if (frames_.size() == 1) waker_.wake();
}

void EchoLink::take(
    std::vector<live::websocket::SharedFrame>& into,
    std::size_t frames_max,
    std::size_t bytes_max
) {
    std::size_t bytes = 0;
    while (!frames_.empty() && into.size() < frames_max && bytes < bytes_max) {
        bytes += frames_.front()->bytes().size();
        into.push_back(std::move(frames_.front()));
        frames_.pop_front();
    }
    waiting_bytes_ -= bytes;
}

std::unique_ptr<Client> EchoEngine::open(Session& session) {
    return std::make_unique<EchoClient>(session);
}

void EchoNamespace::connect(Socket& socket, Admission admission) {
    admission(std::make_unique<Echo>(socket));
}

void AuthNamespace::connect(Socket& socket, Admission admission) {
    admission(std::make_unique<Greeter>(socket));
}

}  // namespace rollcall::socketio_server
