// A connection's socket with a deadline for each step. Used on the io thread only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <span>
#include <string_view>
#include <utility>

#include "live/waker.hpp"
#include "net/asio.hpp"
#include "net/channel.hpp"
#include "net/pace.hpp"
#include "net/peers.hpp"
#include "net/read_buffer.hpp"

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
    // Ends the idle ones and wakes the watching ones; the others end after the answer at hand.
    void stop();
    // Cuts the lines of all that are left.
    void cut();

private:
    friend class Wire;
    std::list<Wire*> wires_;
    bool is_stopping_ = false;
};

// What ended a watch over a client.
enum class Heard : std::uint8_t { wake, time, end };

// As a waker it ends the watch over its client.
class Wire final : public live::Waker {
public:
    using Time = Wires::Time;

    Wire(Line line, Wires& wires);
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire() override;

    // What comes before the first byte, where the channel is secure. A client that speaks plain
    // HTTP instead is answered in that: from there on the channel is in clear. A stop ends it.
    Task<tls::Handshake> shake_hands(Time until);

    // Reads at least one byte; 0 when the client is gone or the time is over (`is_expired`).
    Task<std::size_t> read_some(std::span<char> into, Time until);

    // The same, where only a client that wants nothing more is waited for: a stop ends it.
    Task<std::size_t> read_idle(std::span<char> into, Time until);

    // Writes both, at the pace that is asked of clients; false when the client is gone or slow.
    Task<bool> write(std::string_view first, std::string_view second, Pace& pace);

    // Waits for `wake` (also for one since the last watch) or the time's end, and notices when the
    // client goes away. What it sends meanwhile is no end, but comes ahead: to a limit.
    Task<Heard> watch(ReadBuffer& ahead, Time until);
    void wake() override;

    // The connection, whose socket does not block; nothing more may be done here.
    Line release() { return {.channel = std::move(channel_), .seat = std::move(seat_)}; }

    // Writes no more, and goes on reading what nobody wants, until the client closes: closing over
    // unread bytes resets the connection, and it may never see the answer (RFC 9112 9.6).
    Task<void> linger(Time until, std::uint64_t bytes_max);

    bool is_expired() const { return is_expired_; }
    bool is_secure() const { return channel_.is_secure(); }
    // The address at the other end.
    std::string_view peer() const { return seat_.address(); }

private:
    friend class Wires;

    Task<std::size_t> read_secured(std::span<char> into);
    Task<bool> wait_for(Socket::wait_type what);
    Task<std::size_t> write_some(std::span<const asio::const_buffer> pieces);
    bool read_ahead(ReadBuffer& ahead);

    Channel channel_;
    Peers::Seat seat_;
    Wires& wires_;
    std::list<Wire*>::iterator place_;
    Time until_ = Time::max();
    bool is_idle_ = false;
    bool is_expired_ = false;
    bool is_watching_ = false;
    bool is_woken_ = false;
};

}  // namespace rollcall::net
