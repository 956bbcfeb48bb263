// What the official client's own suite wants of its server.
#pragma once

#include <expected>
#include <list>
#include <memory>

#include "live/loop.hpp"
#include "live/socket_io/server.hpp"
#include "live/timers.hpp"

namespace rollcall::socketio_server {

// The listener of "/": some 25 events.
std::unique_ptr<live::socket_io::Listener>
make_fixture_listener(live::socket_io::Socket& socket, live::Loop& loop);

// Decides 10 ms late, as servers do that look a token up, and then as `decide` does.
class LateHandler : public live::socket_io::Handler {
public:
    explicit LateHandler(live::Loop& loop) : loop_(loop) {}

    void connect(live::socket_io::Socket& socket, live::socket_io::Admission admission) final;

protected:
    using Decision =
        std::expected<std::unique_ptr<live::socket_io::Listener>, live::socket_io::Refusal>;

    virtual Decision decide(live::socket_io::Socket& socket) = 0;
    live::Loop& loop() { return loop_; }

private:
    live::Loop& loop_;
    std::list<std::unique_ptr<live::Timer>> undecided_;
};

// Every namespace of the suite, added to a server.
class Fixture {
public:
    // Both outlive the fixture, which outlives the server's sessions.
    Fixture(live::socket_io::Server& server, live::Loop& loop);

private:
    std::list<std::unique_ptr<live::socket_io::Handler>> handlers_;
};

}  // namespace rollcall::socketio_server
