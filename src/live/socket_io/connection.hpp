// One session as Socket.IO sees it: its packets, and its sockets in the namespaces.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "live/bucket.hpp"
#include "live/engine_io/session.hpp"
#include "live/loop.hpp"
#include "live/socket_io/decoder.hpp"
#include "live/socket_io/local_namespace.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/server.hpp"
#include "live/timers.hpp"

namespace rollcall::live::socket_io {

class SessionSocket;

// Sockets that are gone, kept until none of their own calls can be on the stack any more.
class Departed {
public:
    explicit Departed(Timers& timers);

    void take(std::shared_ptr<SessionSocket> socket);

private:
    std::vector<std::shared_ptr<SessionSocket>> sockets_;
    Timer timer_;
};

// What the connections of one server have in common.
struct Shared {
    Settings settings;
    Loop& loop;
    std::vector<std::unique_ptr<LocalNamespace>> name_spaces;
    Departed departed;

    LocalNamespace* find(std::string_view name) const;
};

class Connection final : public engine_io::Client {
public:
    // Both outlive the connection.
    Connection(Shared& shared, engine_io::Session& session);
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() override;

    void receive(websocket::Opcode kind, std::string_view payload) override;
    void closed(engine_io::CloseReason reason) override;

    // The rest is for its sockets.
    engine_io::Session& session() { return session_; }
    const Settings& settings() const { return shared_.settings; }
    Timers& timers() { return shared_.loop.timers(); }
    // A socket was let in.
    void joined() { connecting_.cancel(); }
    // May end the session.
    void send_refusal(const std::string& name_space, const Refusal& refusal);
    // Takes the socket out; it lives until nothing can be its caller.
    void release(SessionSocket& socket);
    // Every socket leaves, then the session ends.
    void disconnect();

private:
    SessionSocket* find(std::string_view name_space) const;
    bool may_send(const Packet& packet) const;
    void handle(Packet packet);
    void connect(Packet packet);
    void await_attachments();
    void close_for(std::string_view fault);

    Shared& shared_;
    engine_io::Session& session_;
    Bucket packets_;
    Decoder decoder_;
    std::vector<std::shared_ptr<SessionSocket>> sockets_;  // a few: one for each namespace
    Timer connecting_;
    Timer attachments_;
    std::size_t refusals_ = 0;
    bool is_closed_by_us_ = false;
};

}  // namespace rollcall::live::socket_io
