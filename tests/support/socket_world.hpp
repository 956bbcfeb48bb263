// A Socket.IO server with a handler that remembers what it was told and does as the test says.
#pragma once

#include <deque>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>

#include "live/socket_io/server.hpp"
#include "tests/support/fake_session.hpp"
#include "tests/support/manual_loop.hpp"

namespace rollcall::support {

class RecordingHandler final : public live::socket_io::Handler {
public:
    struct Event {
        std::string name;
        live::socket_io::Arguments arguments;
        live::socket_io::Ack ack;
    };
    struct Question {
        live::socket_io::Socket* socket;
        live::socket_io::Admission admission;
    };

    void connect(live::socket_io::Socket& socket, live::socket_io::Admission admission) override {
        asked.push_back(&socket);
        if (on_asked) on_asked(socket);
        held.push_back({&socket, std::move(admission)});
        if (!holds) answer();
    }
    // The oldest question: yes, or no when there is a refusal.
    void answer() {
        auto [socket, admission] = std::move(held.front());
        held.pop_front();
        if (refusal) return admission(std::unexpected(*refusal));
        admission(std::make_unique<Recorder>(*this, *socket));
    }

    // What is to happen, and did.
    bool holds = false;
    std::string identity;  // of everybody who comes in now
    std::optional<live::socket_io::Refusal> refusal;
    std::function<void(live::socket_io::Socket&)> on_asked;
    std::function<void(live::socket_io::Socket&)> on_connected;
    std::function<void(live::socket_io::Socket&, Event&)> on_event;
    std::function<void(live::socket_io::Socket&)> on_disconnected;

    std::deque<Question> held;  // that are not answered yet
    std::vector<live::socket_io::Socket*> asked;
    std::vector<live::socket_io::Socket*> sockets;  // that are in
    std::vector<Event> events;
    std::vector<std::string> reasons;
    int listeners = 0;  // alive

private:
    class Recorder final : public live::socket_io::Listener {
    public:
        Recorder(RecordingHandler& handler, live::socket_io::Socket& socket)
            : handler_(handler), socket_(socket) {
            ++handler_.listeners;
        }
        ~Recorder() override { --handler_.listeners; }

        std::string identity() const override { return handler_.identity; }
        void connected() override {
            handler_.sockets.push_back(&socket_);
            if (handler_.on_connected) handler_.on_connected(socket_);
        }
        void event(
            std::string_view name,
            live::socket_io::Arguments arguments,
            live::socket_io::Ack ack
        ) override {
            Event event{std::string(name), std::move(arguments), std::move(ack)};
            if (handler_.on_event) handler_.on_event(socket_, event);
            handler_.events.push_back(std::move(event));
        }
        void disconnected(std::string_view reason) override {
            handler_.reasons.emplace_back(reason);
            std::erase(handler_.sockets, &socket_);
            if (handler_.on_disconnected) handler_.on_disconnected(socket_);
        }

    private:
        RecordingHandler& handler_;
        live::socket_io::Socket& socket_;
    };
};

inline live::socket_io::Arguments arguments(std::string_view values) {
    return {.values = boost::json::parse(values).as_array(), .attachments = {}};
}

class SocketWorld {
public:
    explicit SocketWorld(live::socket_io::Settings settings = {})
        : server(std::move(settings), loop),
          main(server.add("/", handler)),
          custom(server.add("/custom", custom_handler)) {}

    std::unique_ptr<FakeSession> open() { return std::make_unique<FakeSession>(server); }
    // A session that has joined the main namespace, its CONNECT answer taken.
    std::unique_ptr<FakeSession> join(std::string_view connect = "0") {
        auto session = open();
        session->receive(connect);
        session->take();
        return session;
    }

    ManualLoop loop;
    RecordingHandler handler;
    RecordingHandler custom_handler;
    live::socket_io::Server server;
    live::socket_io::Namespace& main;
    live::socket_io::Namespace& custom;
};

}  // namespace rollcall::support
