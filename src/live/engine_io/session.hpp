// A client's session as the layer above sees it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {

// The request that opened a session.
struct Handshake {
    std::string target;  // "/socket.io/?EIO=4&transport=polling"
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string peer;                                          // the client's address
    bool secure = false;

    // Empty when there is none.
    std::string_view header(std::string_view name) const;
    // Of the target, percent-decoded; empty when there is none.
    std::string query(std::string_view name) const;
};

// Why a session ended; spelled as the reference tells its users.
enum class CloseReason : std::uint8_t {
    transport_close,  // the client's line went away
    transport_error,  // … or broke a rule of the transport
    ping_timeout,
    parse_error,   // the client sent what is no packet
    forced_close,  // the layer above closed it
    slow_reader,   // too much waits for this client
    server_shutdown,
};
std::string_view to_string(CloseReason reason);

// How a queued message may give way. 0: never.
using ReplaceKey = std::uint64_t;

// Used on the io thread only.
class Session {
public:
    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    virtual ~Session() = default;

    // Unguessable, 20 characters of base64url.
    virtual const std::string& id() const = 0;
    virtual const Handshake& handshake() const = 0;

    // Queues a message: a text frame whose payload already begins with the packet type '4', or a
    // binary frame of the bare bytes, as a websocket carries them (polling makes its own form of
    // it). With a key, a message of the same key that still waits is dropped, so that only the
    // latest is sent; the new one goes behind all that waits, as any message does. Past the queue's
    // limit the session closes as slow_reader. Does nothing once the session closes.
    virtual void send(const websocket::SharedFrame& message, ReplaceKey key = 0) = 0;
    // Whether what is sent now would go out at once (for volatile events).
    virtual bool is_writable() const = 0;

    // Ends the session after what is queued was written. The client hears `closed` before this
    // returns. May be called from within its own `receive`.
    virtual void close(CloseReason reason) = 0;
    virtual bool is_closed() const = 0;
};

// What the layer above keeps for a session. Owned by the session, destroyed after `closed`, never
// from within a call of its own.
class Client {
public:
    Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    virtual ~Client() = default;

    // A message without its packet type; the view ends with the call.
    virtual void receive(websocket::Opcode kind, std::string_view payload) = 0;
    // The last call.
    virtual void closed(CloseReason reason) = 0;
};

class Application {
public:
    Application() = default;
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;
    virtual ~Application() = default;

    // A session was opened. It outlives the client.
    virtual std::unique_ptr<Client> open(Session& session) = 0;
};

}  // namespace rollcall::live::engine_io
