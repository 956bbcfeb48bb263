// A connection's socket with a deadline for each step. Used on the io thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <span>
#include <string>
#include <string_view>

#include "net/asio.hpp"
#include "net/pace.hpp"

namespace rollcall::net {

class Wire;

// Every open connection. One timer looks at all deadlines, which costs a request nothing.
class Wires {
public:
    using Time = std::chrono::steady_clock::time_point;

    std::size_t count() const { return wires_.size(); }
    bool is_stopping() const { return is_stopping_; }

    // Wakes those whose time is over.
    void expire(Time now);
    // Ends the idle ones; the others end after the answer at hand.
    void stop();
    // Cuts the lines of all that are left.
    void cut();

private:
    friend class Wire;
    std::list<Wire*> wires_;
    bool is_stopping_ = false;
};

class Wire {
public:
    using Time = Wires::Time;

    Wire(Socket socket, Wires& wires);
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire();

    // Reads at least one byte; 0 when the client is gone or the time is over (`is_expired`).
    Task<std::size_t> read_some(std::span<char> into, Time until);

    // The same, where only a client that wants nothing more is waited for: a stop ends it.
    Task<std::size_t> read_idle(std::span<char> into, Time until);

    // Writes both, at the pace that is asked of clients; false when the client is gone or slow.
    Task<bool> write(std::string_view first, std::string_view second, Pace& pace);

    // No more will be written: the client reads to the end and sees it.
    void end_writing();

    bool is_expired() const { return is_expired_; }
    // The client's address.
    const std::string& peer() const { return peer_; }

private:
    friend class Wires;

    Socket socket_;
    Wires& wires_;
    std::list<Wire*>::iterator place_;
    std::string peer_;
    Time until_ = Time::max();
    bool is_idle_ = false;
    bool is_expired_ = false;
};

}  // namespace rollcall::net
