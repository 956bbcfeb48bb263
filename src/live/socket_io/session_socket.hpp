// A session's socket in one namespace: asked in, let in or not, and gone one day.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "live/socket_io/local_namespace.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/recovery.hpp"
#include "live/socket_io/rooms.hpp"
#include "live/socket_io/server.hpp"
#include "live/timers.hpp"

namespace rollcall::live::socket_io {

class Connection;

class SessionSocket final : public Socket, public std::enable_shared_from_this<SessionSocket> {
public:
    // The connection lives until the socket is gone, the namespace is not touched after that.
    SessionSocket(Connection& connection, LocalNamespace& name_space, boost::json::object auth);

    const std::string& id() const override { return id_; }
    const engine_io::Handshake& handshake() const override { return *handshake_; }
    const boost::json::object& auth() const override { return auth_; }
    bool is_recovered() const override { return is_recovered_; }

    bool join(std::string_view room) override;
    void leave(std::string_view room) override;
    const RoomNames& rooms() const override { return rooms_; }

    void emit(std::string_view event, const Arguments& arguments, const EmitOptions& options)
        override;
    void emit_and_wait(
        std::string_view event,
        const Arguments& arguments,
        Milliseconds time,
        std::move_only_function<void(std::optional<Arguments>)> answered
    ) override;
    void disconnect(bool close_session) override;

    // The rest is for its connection and its namespace.
    LocalNamespace& name_space() { return name_space_; }
    bool is_connected() const { return state_ == State::connected; }
    // Asks the handler.
    void ask();
    // A packet of any type but CONNECT and CONNECT_ERROR. Needs: is_connected().
    void receive(Packet packet);
    // False when the socket is gone, or the event volatile and the line busy.
    bool deliver(const Message& message, bool is_volatile);
    // Keeps it for state recovery, if that is on and it has something to come back to.
    void remember();
    // Out of everything, and the listener hears why. Does nothing once it is gone.
    void end(std::string_view reason);
    // As `end`, where not even the session is left.
    void abandon();

private:
    enum class State : std::uint8_t { pending, connected, gone };
    using Verdict = std::expected<std::unique_ptr<Listener>, Refusal>;
    using Answered = std::move_only_function<void(std::optional<Arguments>)>;
    struct Waiting {
        Waiting(Answered then, Timers& timers, std::function<void()> too_late)
            : answered(std::move(then)), timer(timers, std::move(too_late)) {}

        Answered answered;
        Timer timer;
    };

    void recall();
    void judge(Verdict verdict);
    void refuse(const Refusal& refusal);
    void let_in(std::unique_ptr<Listener> listener);
    std::vector<Message> take_back();
    void welcome();
    void receive_event(Packet packet);
    Ack make_ack(std::uint64_t id);
    void answer(std::uint64_t id, std::optional<Arguments> arguments);
    State leave_all();

    State state_ = State::pending;
    Connection* connection_;  // null once gone
    LocalNamespace& name_space_;
    std::string id_;
    std::string private_id_;  // empty when state recovery is off
    // Who this claims to be, until it is let in; the offset is what it says to have seen last.
    std::optional<Recovery::Absent> absent_;
    std::string offset_;
    bool is_recovered_ = false;
    boost::json::object auth_;
    const engine_io::Handshake* handshake_;  // the session's; ours once gone
    std::unique_ptr<const engine_io::Handshake> last_handshake_;
    Place place_{*this};
    RoomNames rooms_;
    std::unique_ptr<Listener> listener_;
    std::uint64_t next_ack_id_ = 0;
    std::map<std::uint64_t, Waiting> waiting_;
};

}  // namespace rollcall::live::socket_io
