#include "live/engine_io/conversation.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "live/engine_io/answers.hpp"
#include "live/engine_io/awaited_post.hpp"
#include "live/engine_io/carrier.hpp"
#include "live/engine_io/farewell.hpp"
#include "live/engine_io/handshake.hpp"
#include "live/engine_io/held_poll.hpp"
#include "live/engine_io/outbox.hpp"
#include "live/engine_io/packet.hpp"
#include "live/engine_io/payload.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/engine_io/table.hpp"
#include "live/engine_io/upgrade.hpp"
#include "live/timers.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {
namespace {

// How long a closed session waits for the poll that would fetch its last words.
constexpr Milliseconds last_words_time{30'000};

// One POST may not hold the io thread with tens of thousands of tiny packets.
constexpr std::size_t packets_max = 4'096;

}  // namespace

Conversation::Conversation(Table& table, std::string id, Handshake handshake)
    : table_(table),
      id_(std::move(id)),
      handshake_(std::move(handshake)),
      deadline_(table.loop().timers(), [this] { ring(); }) {
    deadline_.in(settings().ping_interval);
}

Conversation::~Conversation() {
    if (post_ != nullptr) post_->let_go();
    if (upgrade_) abandon_upgrade();
    if (carrier_ != nullptr) carrier_->finish({}, closing_of(CloseReason::server_shutdown));
    if (poll_ != nullptr) poll_->give(polled(std::string(close_packet)));
}

void Conversation::begin(Application& application) {
    const bool offers_websocket = settings().allow_upgrades && !is_on_websocket();
    const Opening opening{.session_id = id_, .offers_websocket = offers_websocket};
    outbox_.push(websocket::make_frame(websocket::Opcode::text, open_packet(opening, settings())));
    wake();
    client_ = application.open(*this);
    ROLLCALL_ASSERT(client_ != nullptr);
    if (is_closed()) client_->closed(reason_);
}

void Conversation::send(const websocket::SharedFrame& message, ReplaceKey key) {
    if (state_ != State::open) return;
    const OutboxLimits limits{
        .messages = settings().queue_messages_max, .bytes = settings().queue_bytes_max};
    const bool was_empty = outbox_.is_empty();
    if (!outbox_.push(message, key, limits)) {
        state_ = State::choked;
        outbox_.clear();
        deadline_.in(Milliseconds{0});
    } else if (was_empty) {
        wake();
    }
}

bool Conversation::is_writable() const {
    return state_ == State::open && outbox_.is_empty() && (carrier_ != nullptr || poll_ != nullptr);
}

void Conversation::close(CloseReason reason) {
    if (is_closed()) return;
    state_ = State::closing;
    reason_ = reason;
    deadline_.cancel();
    if (!farewell_of(reason).says_the_rest) outbox_.clear();
    if (client_) client_->closed(reason);
    // The client may have shut down the whole server.
    if (state_ == State::closing) depart();
}

// What waits goes with whatever transport is at hand.
void Conversation::depart() {
    if (carrier_ != nullptr) {
        std::exchange(carrier_, nullptr)->finish(outbox_.take_all(), closing_of(reason_));
        leave();
    } else if (poll_ != nullptr) {
        answer_poll(close_packet);
        leave();
    } else if (farewell_of(reason_).waits_for_poll) {
        deadline_.in(last_words_time);
    } else {
        leave();
    }
}

void Conversation::leave() {
    if (state_ == State::gone) return;
    state_ = State::gone;
    deadline_.cancel();
    outbox_.clear();
    if (post_ != nullptr) std::exchange(post_, nullptr)->let_go();
    if (upgrade_) abandon_upgrade();
    table_.remove(*this);
}

void Conversation::ring() {
    switch (state_) {
        case State::open: return beat();
        case State::choked: return close(CloseReason::slow_reader);
        case State::closing: return leave();
        case State::gone: break;
    }
    std::unreachable();
}

void Conversation::beat() {
    if (awaits_pong_) return close(CloseReason::ping_timeout);
    awaits_pong_ = true;
    deadline_.in(settings().ping_timeout);
    // Last: when the queue is full it sets a deadline of its own.
    send(ping_frame(), 0);
}

void Conversation::hold(HeldPoll& poll) {
    if (poll_ != nullptr) {
        poll.give(refusal(Fault::bad_request));
        return close(CloseReason::transport_error);
    }
    poll_ = &poll;
    poll.hold_for(*this);
    if (is_closed()) return depart();
    if (!outbox_.is_empty()) poll.wake();
}

std::optional<std::string> Conversation::take_payload() {
    if (outbox_.is_empty()) return std::nullopt;
    poll_ = nullptr;
    return to_payload(outbox_.take_all());
}

void Conversation::lose_poll() {
    poll_ = nullptr;
    close(CloseReason::transport_close);
}

void Conversation::answer_poll(std::string_view last) {
    auto payload = to_payload(outbox_.take_all());
    append_packet(payload, last);
    std::exchange(poll_, nullptr)->give(polled(std::move(payload)));
}

bool Conversation::await_post(AwaitedPost& post) {
    if (post_ != nullptr) {
        close(CloseReason::transport_error);
        return false;
    }
    post_ = &post;
    post.await_for(*this);
    return true;
}

// Of a session that has moved to a websocket no request counts any more.
void Conversation::lose_post() {
    post_ = nullptr;
    if (!is_on_websocket()) close(CloseReason::transport_error);
}

// A session that closes still takes what its client sent meanwhile, and drops it: an error would
// reach the client before the poll with its last words.
Answer Conversation::hear_post(std::string_view body) {
    post_ = nullptr;
    if (is_on_websocket()) return refusal(Fault::bad_request);
    if (body.size() > settings().payload_bytes_max) return too_large();
    if (is_utf8(body) && hear_packets(body)) return posted();
    close(CloseReason::parse_error);
    return refusal(Fault::bad_request);
}

bool Conversation::hear_packets(std::string_view body) {
    PayloadReader reader(body);
    for (std::size_t packets = 0; reader.has_more() && state_ == State::open; ++packets) {
        const auto packet = reader.next();
        if (!packet || packets == packets_max) return false;
        hear(*packet);
    }
    return true;
}

void Conversation::hear(const Packet& packet) {
    switch (packet.type) {
        case PacketType::message: return client_->receive(packet.kind, packet.payload);
        case PacketType::pong: awaits_pong_ = false; return deadline_.in(settings().ping_interval);
        case PacketType::close:
            if (poll_ != nullptr) answer_poll(noop_packet);
            return close(CloseReason::transport_close);
        case PacketType::ping: return close(CloseReason::transport_error);
        case PacketType::open:
        case PacketType::upgrade:
        case PacketType::noop: return;
    }
}

bool Conversation::may_upgrade() const {
    return settings().allow_upgrades && state_ == State::open && !is_on_websocket() && !upgrade_;
}

void Conversation::begin_upgrade(Carrier& carrier) {
    upgrade_ = std::make_unique<Upgrade>(*this, carrier);
}

void Conversation::abandon_upgrade() {
    auto& carrier = upgrade_->carrier();
    upgrade_.reset();
    carrier.finish({}, {.code = websocket::CloseCode::policy_violation, .reason = "no upgrade"});
}

void Conversation::release_poll() {
    if (poll_ != nullptr && outbox_.is_empty()) answer_poll(noop_packet);
}

// Nothing of what waits goes to the poll: whether the client still reads it, it does not say.
void Conversation::finish_upgrade() {
    auto& carrier = upgrade_->carrier();
    upgrade_.reset();
    if (poll_ != nullptr) {
        std::exchange(poll_, nullptr)->give(polled(std::string(noop_packet)));
    }
    carry_by(carrier);
}

void Conversation::carry_by(Carrier& carrier) {
    carrier_ = &carrier;
    if (is_closed()) return depart();
    if (!outbox_.is_empty()) carrier.wake();
}

void Conversation::hear_frame(
    const Carrier& carrier,
    websocket::Opcode kind,
    std::string_view payload
) {
    if (is_upgrading_by(carrier)) {
        const auto progress = upgrade_->hear(kind, payload);
        if (progress == Upgrade::Progress::done) finish_upgrade();
        if (progress == Upgrade::Progress::failed) abandon_upgrade();
        return;
    }
    if (state_ != State::open) return;
    if (payload.size() > settings().payload_bytes_max) {
        std::exchange(carrier_, nullptr)
            ->finish({}, {.code = websocket::CloseCode::too_big, .reason = "payload too large"});
        return close(CloseReason::transport_error);
    }
    const auto packet = kind == websocket::Opcode::binary
                            ? Packet{PacketType::message, kind, payload}
                            : parse_packet(payload);
    packet ? hear(*packet) : close(CloseReason::parse_error);
}

void Conversation::take_frames(
    const Carrier& carrier,
    std::vector<websocket::SharedFrame>& into,
    const Batch& batch
) {
    if (carrier_ == &carrier) outbox_.take(into, batch);
}

void Conversation::lose_carrier(const Carrier& carrier) {
    if (is_upgrading_by(carrier)) {
        upgrade_.reset();
    } else {
        carrier_ = nullptr;
        close(CloseReason::transport_close);
    }
}

void Conversation::wake() {
    if (carrier_ != nullptr) {
        carrier_->wake();
    } else if (poll_ != nullptr) {
        poll_->wake();
    }
}

bool Conversation::is_upgrading_by(const Carrier& carrier) const {
    return upgrade_ && &upgrade_->carrier() == &carrier;
}

const Settings& Conversation::settings() const {
    return table_.settings();
}

Timers& Conversation::timers() const {
    return table_.loop().timers();
}

}  // namespace rollcall::live::engine_io
