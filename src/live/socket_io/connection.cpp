#include "live/socket_io/connection.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "live/engine_io/session.hpp"
#include "live/socket_io/decoder.hpp"
#include "live/socket_io/ending.hpp"
#include "live/socket_io/local_namespace.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/server.hpp"
#include "live/socket_io/session_socket.hpp"
#include "live/timers.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::socket_io {
namespace {

// A megabyte over a slow line. Its packet holds memory meanwhile, and every text is refused.
constexpr Milliseconds attachments_time{30'000};

void log_fault(std::string_view fault) {
    log::debug("live", "a client's session is closed: " + std::string(fault));
}

}  // namespace

Departed::Departed(Timers& timers)
    : timer_(timers, [this] {
          // What goes may make others go: they wait for the next time.
          std::exchange(sockets_, {});
      }) {}

void Departed::take(std::shared_ptr<SessionSocket> socket) {
    sockets_.push_back(std::move(socket));
    if (!timer_.is_set()) timer_.in(Milliseconds{0});
}

LocalNamespace* Shared::find(std::string_view name) const {
    const auto found = std::ranges::find(name_spaces, name, [](const auto& name_space) {
        return std::string_view(name_space->name());
    });
    return found == name_spaces.end() ? nullptr : found->get();
}

Connection::Connection(Shared& shared, engine_io::Session& session)
    : shared_(shared),
      session_(session),
      packets_(shared.settings.packets, shared.loop.timers().now()),
      decoder_(DecoderLimits{
          .attachments_max = shared.settings.attachments_max,
          .attachment_bytes_max = shared.settings.attachment_bytes_max,
          .depth_max = shared.settings.depth_max,
      }),
      connecting_(shared.loop.timers(), [this] { close_for("it joined no namespace in time"); }),
      attachments_(shared.loop.timers(), [this] {
          close_for("attachments did not come in time");
      }) {
    connecting_.in(shared.settings.connect_timeout);
}

Connection::~Connection() {
    while (!sockets_.empty())
        sockets_.back()->abandon();
}

void Connection::receive(websocket::Opcode kind, std::string_view payload) {
    const bool is_text = kind == websocket::Opcode::text;
    // Before it costs anything, and here: sockets come and go at the client's will, and would bring
    // a full bucket each time.
    if (is_text && !packets_.take(timers().now())) return close_for("it sends too many packets");
    auto packet = is_text ? decoder_.take_text(payload) : decoder_.take_binary(payload);
    if (!packet) {
        log_fault(packet.error().message);
        return session_.close(engine_io::CloseReason::parse_error);
    }
    if (!*packet) return await_attachments();
    attachments_.cancel();
    handle(std::move(**packet));
}

void Connection::await_attachments() {
    // Before it costs any memory: strangers may send no attachments.
    if (!may_send(*decoder_.unfinished())) return close_for("a packet to a namespace not joined");
    if (!attachments_.is_set()) attachments_.in(attachments_time);
}

bool Connection::may_send(const Packet& packet) const {
    const auto* const socket = find(packet.name_space);
    switch (packet.type) {
        case PacketType::connect: return socket == nullptr;
        case PacketType::connect_error: return false;
        default: return socket != nullptr && socket->is_connected();
    }
}

void Connection::handle(Packet packet) {
    if (!may_send(packet)) return close_for("a packet that has no place now");
    if (packet.type == PacketType::connect) return connect(std::move(packet));
    find(packet.name_space)->receive(std::move(packet));
}

void Connection::connect(Packet packet) {
    auto* const name_space = shared_.find(packet.name_space);
    if (name_space == nullptr) {
        return send_refusal(packet.name_space, {.message = "Invalid namespace", .data = {}});
    }
    if (sockets_.size() >= shared_.settings.namespaces_max) {
        return send_refusal(packet.name_space, {.message = "Too many namespaces", .data = {}});
    }
    auto auth = packet.payload ? std::move(packet.payload->get_object()) : boost::json::object();
    const auto socket = std::make_shared<SessionSocket>(*this, *name_space, std::move(auth));
    sockets_.push_back(socket);
    socket->ask();
}

void Connection::send_refusal(const std::string& name_space, const Refusal& refusal) {
    boost::json::object payload{{"message", refusal.message}};
    if (refusal.data) payload.emplace("data", *refusal.data);
    Packet packet;
    packet.type = PacketType::connect_error;
    packet.name_space = name_space;
    packet.payload = std::move(payload);
    session_.send(frame(packet).text);
    // Last: it ends the session's sockets.
    if (++refusals_ >= shared_.settings.refusals_max) close_for("too many refused connects");
}

SessionSocket* Connection::find(std::string_view name_space) const {
    const auto found = std::ranges::find(sockets_, name_space, [](const auto& socket) {
        return std::string_view(socket->name_space().name());
    });
    return found == sockets_.end() ? nullptr : found->get();
}

void Connection::release(SessionSocket& socket) {
    const auto found = std::ranges::find(sockets_, &socket, &std::shared_ptr<SessionSocket>::get);
    shared_.departed.take(std::move(*found));
    sockets_.erase(found);
}

void Connection::disconnect() {
    // Copies, since a listener may end others from within its own `disconnected`.
    for (const auto& socket : std::vector(sockets_))
        socket->disconnect(false);
    is_closed_by_us_ = true;
    session_.close(engine_io::CloseReason::forced_close);
}

void Connection::close_for(std::string_view fault) {
    log_fault(fault);
    is_closed_by_us_ = true;
    session_.close(engine_io::CloseReason::forced_close);
}

void Connection::closed(engine_io::CloseReason reason) {
    connecting_.cancel();
    attachments_.cancel();
    const auto ending = ending_of(reason);
    while (!sockets_.empty()) {
        const auto socket = sockets_.front();
        if (ending.is_recoverable) socket->remember();
        socket->end(is_closed_by_us_ ? server_closed : ending.reason);
    }
}

}  // namespace rollcall::live::socket_io
