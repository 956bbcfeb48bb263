#include "net/websocket.hpp"

#include <algorithm>
#include <cstddef>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "base/log.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"
#include "net/asio.hpp"
#include "net/peers.hpp"
#include "net/read_buffer.hpp"
#include "net/websockets.hpp"

namespace rollcall::net {
namespace {

using live::websocket::CloseCode;
using live::websocket::Link;
using live::websocket::make_close;
using live::websocket::make_frame;
using live::websocket::Opcode;
using live::websocket::SharedFrame;

// What one write takes at most: as many buffers as Asio hands to the kernel at once.
constexpr std::size_t frames_max = 64;
constexpr std::size_t bytes_max = 256 * kib;
// One client that sends without end does not keep the others from being heard.
constexpr int reads_max = 4;

}  // namespace

Websocket::Websocket(Websockets& all)
    : all_(all),
      channel_(Socket(all.io_.get_executor())),
      receiver_(all.settings_.websocket_message_bytes_max),
      timer_(all.timers_, [this] { end(); }) {}

Websocket::~Websocket() {
    if (is_woken_) std::ranges::replace(all_.woken_, this, nullptr);
}

// The boundary of what a link throws: its client comes back over a new line.
template <class Step>
void Websocket::run(Step step) {
    try {
        step();
    } catch (const std::exception& thrown) {
        log::error("net", std::string("a websocket is cut: ") + thrown.what());
        end();
    }
}

void Websocket::begin(Line line, std::unique_ptr<Link> link, ReadBuffer& ahead) {
    channel_ = std::move(line.channel);
    seat_ = std::move(line.seat);
    link_ = std::move(link);
    phase_ = Phase::open;
    place_ = all_.open_.insert(all_.open_.end(), this);
    run([&] {
        while (const auto count = ahead.take(all_.room_))
            take(std::span(all_.room_).first(count));
        // What TLS holds already the socket would not tell of.
        read();
    });
    if (all_.is_stopping_) stop();
}

void Websocket::wait_for_bytes() {
    if (phase_ == Phase::ended) return;
    channel_.socket().async_wait(
        Socket::wait_read,
        [self = shared_from_this()](const ErrorCode& error) {
            if (error) return self->end();
            self->run([&] { self->read(); });
        }
    );
}

void Websocket::read() {
    for (int i = 0; i < reads_max && phase_ != Phase::ended; ++i) {
        ErrorCode error;
        const auto count = channel_.read_some(all_.room_, error);
        if (error == asio::error::would_block) break;
        if (error) return end();
        take(std::span(all_.room_).first(count));
        if (count < all_.room_.size()) break;
    }
    write();
    wait_for_bytes();
}

void Websocket::take(std::span<char> bytes) {
    if (has_heard_all_) return;
    const auto fed = receiver_.feed(bytes, *this);
    if (fed) return;
    has_heard_all_ = true;
    if (phase_ == Phase::open) leave(make_close(fed.error().code, fed.error().reason));
}

void Websocket::message(Opcode kind, std::string_view payload) {
    if (link_) link_->receive(kind, payload);
}

void Websocket::ping(std::string_view payload) {
    if (phase_ == Phase::open) pong_ = make_frame(Opcode::pong, payload);
}

void Websocket::pong(std::string_view /*payload*/) {}

void Websocket::close(std::optional<CloseCode> code, std::string_view /*reason*/) {
    has_heard_all_ = true;
    if (phase_ == Phase::open) leave(code ? make_close(*code, {}) : make_frame(Opcode::close, {}));
}

void Websocket::wake() {
    if (std::exchange(is_woken_, true)) return;
    all_.note_woken(this);
}

void Websocket::flush() {
    is_woken_ = false;
    run([&] { write(); });
}

void Websocket::stop() {
    run([&] {
        if (link_ && !link_->closing()) leave(make_close(CloseCode::going_away, "server stops"));
        write();
    });
}

void Websocket::write() {
    if (phase_ == Phase::upgrading || waits_for_room_) return;
    while (phase_ != Phase::ended && gather()) {
        if (!send_batch()) return end();
        if (!unsent_.empty()) return wait_for_room();
    }
    if (phase_ == Phase::closing && has_heard_all_) drain();
}

// What the next write holds: the rest of the last one, then what came since, and the farewell alone
// behind everything else. False when there is nothing.
bool Websocket::gather() {
    auto& batch = all_.batch_;
    auto unsent = std::exchange(unsent_, {});
    batch.assign(std::make_move_iterator(unsent.begin()), std::make_move_iterator(unsent.end()));
    if (pong_) batch.push_back(std::move(pong_));
    if (link_) link_->take(batch, frames_max, bytes_max);
    if (batch.empty() && link_) {
        if (const auto closing = link_->closing())
            leave(make_close(closing->code, closing->reason));
    }
    if (batch.empty() && farewell_) batch.push_back(std::move(farewell_));
    return !batch.empty();
}

// False when the client is gone.
bool Websocket::send_batch() {
    auto& batch = all_.batch_;
    auto& pieces = all_.pieces_;
    pieces.clear();
    for (const auto& frame : batch)
        pieces.emplace_back(frame->bytes().data(), frame->bytes().size());
    pieces.front() += sent_bytes_;

    ErrorCode error;
    auto sent = channel_.write_some(pieces, error) + sent_bytes_;
    if (error && error != asio::error::would_block) return false;
    auto rest = batch.begin();
    for (; rest != batch.end() && sent >= (*rest)->bytes().size(); ++rest)
        sent -= (*rest)->bytes().size();
    sent_bytes_ = sent;
    unsent_.assign(std::make_move_iterator(rest), std::make_move_iterator(batch.end()));
    batch.clear();
    return true;
}

void Websocket::wait_for_room() {
    waits_for_room_ = true;
    if (phase_ == Phase::open) timer_.in(all_.settings_.deadlines.stall);
    channel_.socket().async_wait(
        Socket::wait_write,
        [self = shared_from_this()](const ErrorCode& error) {
            if (error) return self->end();
            self->waits_for_room_ = false;
            if (self->phase_ == Phase::open) self->timer_.cancel();
            self->run([&] { self->write(); });
        }
    );
}

// Begins the closing handshake (RFC 6455 7.1.2), which has its time.
void Websocket::leave(SharedFrame farewell) {
    phase_ = Phase::closing;
    farewell_ = std::move(farewell);
    link_.reset();
    pong_.reset();
    timer_.in(all_.settings_.deadlines.linger);
}

// Closing over unread bytes would reset the connection, and the client might never see our close
// frame: so it is the client that closes, while its time lasts.
void Websocket::drain() {
    phase_ = Phase::draining;
    ErrorCode error;
    channel_.end_writing(error);
    if (error) end();
}

void Websocket::end() {
    if (phase_ == Phase::ended) return;
    if (phase_ != Phase::upgrading) all_.open_.erase(place_);
    phase_ = Phase::ended;
    timer_.cancel();
    link_.reset();
    unsent_ = {};
    seat_.leave();
    channel_.close();
}

}  // namespace rollcall::net
