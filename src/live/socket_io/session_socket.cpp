#include "live/socket_io/session_socket.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "live/engine_io/session.hpp"
#include "live/socket_io/connection.hpp"
#include "live/socket_io/ending.hpp"
#include "live/socket_io/local_namespace.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/server.hpp"
#include "live/timers.hpp"

namespace rollcall::live::socket_io {
namespace {

namespace json = boost::json;

// 120 bits: nobody guesses another's id, nor the private one that gives back its session.
constexpr std::size_t id_bytes = 15;

std::string text_of(const json::object& object, std::string_view key) {
    const auto* const value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

// The reference lets an event's name be a number.
std::string event_name(const json::value& name) {
    return name.is_string() ? std::string(name.get_string()) : json::serialize(name);
}

}  // namespace

SessionSocket::SessionSocket(Connection& connection, LocalNamespace& name_space, json::object auth)
    : connection_(&connection),
      name_space_(name_space),
      id_(random_hex(id_bytes)),
      auth_(std::move(auth)),
      handshake_(&connection.session().handshake()) {
    if (name_space_.recovery() != nullptr) recall();
}

void SessionSocket::recall() {
    private_id_ = random_hex(id_bytes);
    offset_ = text_of(auth_, "offset");
    absent_ = name_space_.recovery()->recall(text_of(auth_, "pid"), offset_);
}

void SessionSocket::remember() {
    auto* const recovery = name_space_.recovery();
    if (recovery == nullptr) return;
    if (absent_) return recovery->remember(*std::exchange(absent_, std::nullopt));
    if (!is_connected()) return;
    recovery->remember(
        {.private_id = private_id_, .id = id_, .identity = listener_->identity(), .rooms = rooms_}
    );
}

// Admission -------------------------------------------------------------------------------------

void SessionSocket::ask() {
    name_space_.handler().connect(*this, [self = shared_from_this()](Verdict verdict) mutable {
        if (const auto socket = std::exchange(self, nullptr)) socket->judge(std::move(verdict));
    });
}

void SessionSocket::judge(Verdict verdict) {
    if (state_ != State::pending) return;
    if (!verdict) return refuse(verdict.error());
    let_in(std::move(*verdict));
}

void SessionSocket::refuse(const Refusal& refusal) {
    auto& connection = *connection_;
    leave_all();
    connection.send_refusal(name_space_.name(), refusal);
}

void SessionSocket::let_in(std::unique_ptr<Listener> listener) {
    ROLLCALL_ASSERT(listener != nullptr);
    listener_ = std::move(listener);
    const auto missed = take_back();
    state_ = State::connected;
    name_space_.rooms().add(place_);
    for (const auto& room : rooms_)
        name_space_.rooms().join(place_, room);
    connection_->joined();

    // The order of the reference: the client hears what it missed before it is told that it is in.
    for (const auto& message : missed)
        deliver(message, false);
    welcome();
    if (is_connected()) listener_->connected();
}

// Id and rooms of who was cut off, if this is who it says; what it missed. Else another private id
// tells the client that it must ask anew: somebody shows another's, has other rights by now, or the
// log went on without us while the handler thought.
std::vector<Message> SessionSocket::take_back() {
    auto absent = std::exchange(absent_, std::nullopt);
    if (!absent || absent->identity != listener_->identity()) return {};
    auto missed = name_space_.recovery()->missed(offset_, absent->id, absent->rooms);
    if (!missed) return {};
    private_id_ = std::move(absent->private_id);
    id_ = std::move(absent->id);
    rooms_.merge(absent->rooms);
    is_recovered_ = true;
    return *std::move(missed);
}

void SessionSocket::welcome() {
    json::object payload{{"sid", id_}};
    if (!private_id_.empty()) payload.emplace("pid", private_id_);
    Packet answer;
    answer.type = PacketType::connect;
    answer.name_space = name_space_.name();
    answer.payload = std::move(payload);
    deliver(frame(answer), false);
}

// Rooms -----------------------------------------------------------------------------------------

bool SessionSocket::join(std::string_view room) {
    if (state_ == State::gone) return false;
    if (rooms_.contains(room)) return true;
    if (rooms_.size() >= connection_->settings().rooms_max) return false;
    rooms_.emplace(room);
    if (is_connected()) name_space_.rooms().join(place_, room);
    return true;
}

void SessionSocket::leave(std::string_view room) {
    const auto found = rooms_.find(room);
    if (state_ == State::gone || found == rooms_.end()) return;
    if (is_connected()) name_space_.rooms().leave(place_, room);
    rooms_.erase(found);
}

// Events ----------------------------------------------------------------------------------------

void SessionSocket::receive(Packet packet) {
    switch (packet.type) {
        case PacketType::event: return receive_event(std::move(packet));
        case PacketType::ack:
            return answer(
                *packet.id,
                Arguments{
                    .values = std::move(packet.payload->get_array()),
                    .attachments = std::move(packet.attachments),
                }
            );
        case PacketType::disconnect: return end(client_left);
        case PacketType::connect:
        case PacketType::connect_error: break;
    }
    std::unreachable();
}

void SessionSocket::receive_event(Packet packet) {
    auto& values = packet.payload->get_array();
    const auto name = event_name(values.front());
    values.erase(values.begin());
    Arguments arguments{.values = std::move(values), .attachments = std::move(packet.attachments)};
    listener_->event(name, std::move(arguments), packet.id ? make_ack(*packet.id) : Ack());
}

Ack SessionSocket::make_ack(std::uint64_t id) {
    return [socket = weak_from_this(), id](const Arguments& arguments) mutable {
        const auto self = std::exchange(socket, {}).lock();
        if (!self) return;
        const AckView ack{.name_space = self->name_space_.name(), .id = id, .arguments = arguments};
        self->deliver(frame(ack), false);
    };
}

bool SessionSocket::deliver(const Message& message, bool is_volatile) {
    if (state_ != State::connected) return false;
    auto& session = connection_->session();
    if (is_volatile && !session.is_writable()) return false;
    // A text that gives way to another would leave its attachments behind.
    session.send(message.text, message.attachments.empty() ? message.replace_key : 0);
    for (const auto& attachment : message.attachments)
        session.send(attachment);
    return true;
}

void SessionSocket::emit(
    std::string_view event,
    const Arguments& arguments,
    const EmitOptions& options
) {
    if (is_connected()) name_space_.emit_to(*this, {event, arguments, options});
}

void SessionSocket::emit_and_wait(
    std::string_view event,
    const Arguments& arguments,
    Milliseconds time,
    std::move_only_function<void(std::optional<Arguments>)> answered
) {
    if (!is_connected()) return answered(std::nullopt);
    const auto id = next_ack_id_++;
    const auto place = waiting_.try_emplace(
        id, std::move(answered), connection_->timers(), [this, id] { answer(id, std::nullopt); }
    );
    place.first->second.timer.in(time);
    deliver(
        frame(EventView{
            .name_space = name_space_.name(),
            .id = id,
            .name = event,
            .arguments = arguments,
            .offset = {},
        }),
        false
    );
}

// An ack that nobody waits for is one that came too late.
void SessionSocket::answer(std::uint64_t id, std::optional<Arguments> arguments) {
    auto waiting = waiting_.extract(id);
    if (!waiting.empty()) waiting.mapped().answered(std::move(arguments));
}

// The end ---------------------------------------------------------------------------------------

void SessionSocket::disconnect(bool close_session) {
    if (state_ == State::gone) return;
    if (close_session) return connection_->disconnect();
    // While it is pending there is nothing to leave: the handler refuses instead.
    if (!is_connected()) return;
    Packet packet;
    packet.type = PacketType::disconnect;
    packet.name_space = name_space_.name();
    deliver(frame(packet), false);
    end(server_left);
}

SessionSocket::State SessionSocket::leave_all() {
    if (is_connected()) name_space_.rooms().remove(place_);
    std::exchange(connection_, nullptr)->release(*this);
    return std::exchange(state_, State::gone);
}

void SessionSocket::end(std::string_view reason) {
    if (state_ == State::gone) return;
    last_handshake_ = std::make_unique<const engine_io::Handshake>(*handshake_);
    handshake_ = last_handshake_.get();
    if (leave_all() == State::pending) return;
    for (auto& [id, waiting] : std::exchange(waiting_, {}))
        waiting.answered(std::nullopt);
    listener_->disconnected(reason);
}

void SessionSocket::abandon() {
    static const engine_io::Handshake nobodys;
    handshake_ = &nobodys;
    waiting_.clear();
    leave_all();
}

}  // namespace rollcall::live::socket_io
