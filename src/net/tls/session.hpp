// One connection's TLS, over a socket that does not block.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "net/tls/identity.hpp"

struct ssl_st;

namespace rollcall::net::tls {

enum class Handshake : std::uint8_t { done, wants_read, wants_write, plain_http, failed };

class Session {
public:
    // The socket stays its owner's, and outlives the session.
    Session(const Identity& identity, int socket);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    // Says goodbye where the socket takes it.
    ~Session();

    // One step; to be called again once the socket is ready. plain_http: the client speaks that,
    // and reads no TLS.
    Handshake shake_hands();

    // What could be read or written now. Nothing: the socket is not ready, or the line has ended.
    struct Moved {
        std::size_t bytes = 0;
        bool has_ended = false;
    };
    Moved read(std::span<char> into);
    // Whoever wrote less than all begins the next write with the rest.
    Moved write(std::string_view bytes);

    // No more will be written.
    void say_goodbye();

private:
    struct End {
        void operator()(ssl_st* session) const;
    };

    Moved moved(int result, std::size_t bytes);

    std::unique_ptr<ssl_st, End> ssl_;
    bool may_speak_ = false;
};

}  // namespace rollcall::net::tls
