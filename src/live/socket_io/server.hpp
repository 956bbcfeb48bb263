// Namespaces and their sockets. Used on the io thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/clock.hpp"
#include "live/bucket.hpp"
#include "live/engine_io/session.hpp"
#include "live/loop.hpp"

namespace rollcall::live::socket_io {

struct Settings {
    // Who opens a session and joins no namespace for so long is closed.
    Milliseconds connect_timeout{45'000};
    // What one session may send, of any kind and to any namespace; past it the session ends. A
    // packet's attachments are not counted. Far more than a client needs: what its events cost is
    // for the handler to judge.
    Bucket::Rule packets{.per_second = 100, .burst = 400};
    // Refused CONNECTs of one session; with the last of them it ends. Clients leave after one for
    // each namespace.
    std::size_t refusals_max = 3;
    std::size_t attachments_max = 10;              // CVE-2026-33151
    std::size_t attachment_bytes_max = 1'000'000;  // of all attachments of a packet together
    std::size_t depth_max = 32;                    // of JSON
    std::size_t namespaces_max = 8;                // of one session
    std::size_t rooms_max = 1'024;                 // of one socket
    // Connection state recovery: a client that was cut off gets back its id, its rooms and what it
    // missed. Adds a trailing offset to broadcast events, so it is a setting.
    bool recovery = false;
    Milliseconds recovery_time{120'000};
    std::size_t recovery_bytes_max = std::size_t{8} * 1024 * 1024;  // of what is kept for it
};

// An event's arguments. A binary value stands in `attachments`, and in its place the JSON has
// {"_placeholder":true,"num":<its index>}.
struct Arguments {
    boost::json::array values;
    std::vector<std::string> attachments;
};

// Answers an event that asked to be acknowledged; called at most once, at any later time (a socket
// that is gone by then hears nothing). Empty where no ack was asked for.
using Ack = std::move_only_function<void(const Arguments&)>;

// Why a connect was refused, as CONNECT_ERROR tells it.
struct Refusal {
    std::string message;
    std::optional<boost::json::object> data;
};

struct EmitOptions {
    // An event with the same key that still waits for a socket is dropped; this one goes behind all
    // that waits.
    engine_io::ReplaceKey replace_key = 0;
    // Not for sockets that cannot take it now.
    bool is_volatile = false;
};

class Socket {
public:
    Socket() = default;
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    virtual ~Socket() = default;

    // Not the session's. Final once its listener is `connected`.
    virtual const std::string& id() const = 0;
    virtual const engine_io::Handshake& handshake() const = 0;
    // The payload of CONNECT, {} when there was none.
    virtual const boost::json::object& auth() const = 0;
    // Whether state recovery gave it back its id and rooms: known once its listener is `connected`.
    virtual bool is_recovered() const = 0;

    // False when it is in too many.
    virtual bool join(std::string_view room) = 0;
    virtual void leave(std::string_view room) = 0;
    virtual const std::set<std::string, std::less<>>& rooms() const = 0;

    virtual void
    emit(std::string_view event, const Arguments& arguments, const EmitOptions& options = {}) = 0;
    // Emits and hears the client's acknowledgement; nothing when none came in time, or it is gone.
    virtual void emit_and_wait(
        std::string_view event,
        const Arguments& arguments,
        Milliseconds time,
        std::move_only_function<void(std::optional<Arguments>)> answered
    ) = 0;

    // Leaves the namespace ("io server disconnect" for the client, who then does not come back by
    // itself); with `close_session`, the whole session ends.
    virtual void disconnect(bool close_session) = 0;
};

// What a namespace's handler keeps for a socket. Owned by the socket; destroyed after
// `disconnected`, never from within a call of its own.
class Listener {
public:
    Listener() = default;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    virtual ~Listener() = default;

    // All that decides what it may hear: state recovery gives rooms and missed events back only to
    // a listener that says the same as the one that was cut off.
    virtual std::string identity() const { return {}; }
    // CONNECT was sent: from here on the socket may emit.
    virtual void connected() {}
    virtual void event(std::string_view name, Arguments arguments, Ack ack) = 0;
    // The last call. The reason as the reference words it ("client namespace disconnect").
    virtual void disconnected(std::string_view reason) { static_cast<void>(reason); }
};

// The answer to a connect, given once, now or later; by then the socket may be gone, and the
// listener is dropped.
using Admission = std::move_only_function<void(std::expected<std::unique_ptr<Listener>, Refusal>)>;

class Handler {
public:
    Handler() = default;
    Handler(const Handler&) = delete;
    Handler& operator=(const Handler&) = delete;
    virtual ~Handler() = default;

    // Somebody wants in. The socket lives until the admission has been given and refused, or its
    // listener was told `disconnected`.
    virtual void connect(Socket& socket, Admission admission) = 0;
};

// Whom a broadcast is for.
struct Audience {
    std::vector<std::string> rooms;  // in any of them, once a socket; empty: everybody
    std::vector<std::string> except;
};

class Namespace {
public:
    Namespace() = default;
    Namespace(const Namespace&) = delete;
    Namespace& operator=(const Namespace&) = delete;
    virtual ~Namespace() = default;

    virtual const std::string& name() const = 0;
    // Encoded and framed once for all who get it. How many sockets that were.
    virtual std::size_t emit(
        const Audience& audience,
        std::string_view event,
        const Arguments& arguments,
        const EmitOptions& options = {}
    ) = 0;
    // Sockets in the room: connected ones, and those that were cut off and may still come back for
    // what is told meanwhile.
    virtual std::size_t room_size(std::string_view room) const = 0;
    // Likewise, of all rooms together.
    virtual std::size_t size() const = 0;
};

class Server final : public engine_io::Application {
public:
    // `loop` outlives the server.
    Server(Settings settings, Loop& loop);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() override;

    // "/" or "/custom". `handler` outlives the server. Before the first session.
    Namespace& add(std::string name, Handler& handler);

    std::unique_ptr<engine_io::Client> open(engine_io::Session& session) override;

private:
    class House;
    std::unique_ptr<House> house_;
};

}  // namespace rollcall::live::socket_io
