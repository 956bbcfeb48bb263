// Every open websocket, and what they share so that an idle one costs next to nothing.
#pragma once

#include <cstddef>
#include <list>
#include <vector>

#include "live/timers.hpp"
#include "live/websocket/frame.hpp"
#include "net/asio.hpp"
#include "net/settings.hpp"

namespace rollcall::net {

class Websocket;

// Used on the io thread only.
class Websockets {
public:
    // All outlive it.
    Websockets(asio::io_context& io, live::Timers& timers, const ServerSettings& settings);

    std::size_t count() const { return open_.size(); }

    // Everybody is told: by their links, which were told before, or else with 1001.
    void stop();
    // Cuts the lines of all that are left.
    void cut();

private:
    friend class Websocket;

    // Has it write once everything else of this turn of the loop has run, so that what is queued
    // meanwhile goes out in one piece.
    void note_woken(Websocket* websocket);
    void flush();

    asio::io_context& io_;
    live::Timers& timers_;
    const ServerSettings& settings_;
    bool is_stopping_ = false;
    std::list<Websocket*> open_;
    std::vector<Websocket*> woken_;
    std::vector<Websocket*> flushed_;

    // Used within one call, by whichever websocket reads or writes just now.
    std::vector<char> room_;
    std::vector<live::websocket::SharedFrame> batch_;
    std::vector<asio::const_buffer> pieces_;
};

}  // namespace rollcall::net
