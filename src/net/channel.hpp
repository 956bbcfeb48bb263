// A connection's bytes, in clear or through TLS. Never blocks. Used on the io thread only.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "net/asio.hpp"
#include "net/tls/session.hpp"

namespace rollcall::net {

// Moved from, it may only be destroyed or assigned to.
class Channel {
public:
    // The socket does not block from now on.
    explicit Channel(Socket socket) : socket_(std::move(socket)) {
        ErrorCode ignored;
        socket_.non_blocking(true, ignored);
    }
    Channel(Socket socket, const tls::Identity& identity) : Channel(std::move(socket)) {
        tls_ = std::make_unique<tls::Session>(identity, socket_.native_handle());
    }
    Channel(Channel&&) noexcept = default;
    Channel& operator=(Channel&& other) noexcept {
        // A goodbye needs its socket.
        tls_ = std::move(other.tls_);
        socket_ = std::move(other.socket_);
        return *this;
    }
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    ~Channel() = default;

    // To wait for, and to set; its bytes go through here.
    Socket& socket() { return socket_; }
    bool is_secure() const { return tls_ != nullptr; }

    tls::Handshake shake_hands() { return tls_->shake_hands(); }
    // Goes on in clear.
    void drop_tls() { tls_.reset(); }

    // As those of a socket: would_block when it is not ready.
    std::size_t read_some(std::span<char> into, ErrorCode& error);
    std::size_t write_some(std::span<const asio::const_buffer> pieces, ErrorCode& error);

    // The client reads to the end, and sees it.
    void end_writing(ErrorCode& error);
    void close();

private:
    std::size_t write_secured(std::span<const asio::const_buffer> pieces, ErrorCode& error);

    Socket socket_;
    std::unique_ptr<tls::Session> tls_;  // none: in clear; goes before the socket
};

}  // namespace rollcall::net
