#include "net/wire.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

#include "base/limits.hpp"
#include "net/asio.hpp"
#include "net/pace.hpp"
#include "net/peers.hpp"
#include "net/read_buffer.hpp"

namespace rollcall::net {
namespace {

// What a client may send while it waits for an answer that takes its time.
constexpr std::size_t ahead_bytes_max = 16 * kib;

constexpr asio::use_awaitable_t<Executor> yields{};

}  // namespace

void Wires::expire(Time now) {
    for (auto* wire : wires_) {
        if (wire->until_ > now) continue;
        wire->is_expired_ = true;
        wire->until_ = Time::max();
        ErrorCode ignored;
        wire->channel_.socket().cancel(ignored);
    }
}

void Wires::stop() {
    is_stopping_ = true;
    for (auto* wire : wires_) {
        ErrorCode ignored;
        if (wire->is_idle_) wire->channel_.socket().cancel(ignored);
        wire->wake();
    }
}

void Wires::cut() {
    for (auto* wire : wires_) {
        ErrorCode ignored;
        wire->channel_.socket().shutdown(Socket::shutdown_both, ignored);
    }
}

Wire::Wire(Line line, Wires& wires)
    : channel_(std::move(line.channel)), seat_(std::move(line.seat)), wires_(wires) {
    ErrorCode error;
    channel_.socket().set_option(Tcp::no_delay(true), error);
    wires_.wires_.push_front(this);
    place_ = wires_.wires_.begin();
}

Wire::~Wire() {
    wires_.wires_.erase(place_);
}

Task<tls::Handshake> Wire::shake_hands(Time until) {
    if (wires_.is_stopping()) co_return tls::Handshake::failed;
    is_idle_ = true;
    until_ = until;
    auto step = channel_.shake_hands();
    while (step == tls::Handshake::wants_read || step == tls::Handshake::wants_write) {
        auto waiting =
            wait_for(step == tls::Handshake::wants_read ? Socket::wait_read : Socket::wait_write);
        const bool is_ready = co_await std::move(waiting);
        step = is_ready ? channel_.shake_hands() : tls::Handshake::failed;
    }
    until_ = Time::max();
    is_idle_ = false;
    if (step == tls::Handshake::plain_http) channel_.drop_tls();
    co_return step;
}

Task<std::size_t> Wire::read_some(std::span<char> into, Time until) {
    is_expired_ = false;
    until_ = until;
    std::size_t count = 0;
    if (channel_.is_secure()) {
        auto reading = read_secured(into);
        count = co_await std::move(reading);
    } else {
        const auto space = asio::buffer(into.data(), into.size());
        auto reading = channel_.socket().async_read_some(space, as_result);
        const auto [error, got] = co_await std::move(reading);
        if (!error) count = got;
    }
    until_ = Time::max();
    co_return count;
}

// What TLS has read already lies in it, and the socket knows nothing of that: so try first.
Task<std::size_t> Wire::read_secured(std::span<char> into) {
    for (;;) {
        ErrorCode error;
        const auto count = channel_.read_some(into, error);
        if (error != asio::error::would_block) co_return error ? 0 : count;
        auto waiting = wait_for(Socket::wait_read);
        if (!co_await std::move(waiting)) co_return 0;
    }
}

Task<bool> Wire::wait_for(Socket::wait_type what) {
    auto waiting = channel_.socket().async_wait(what, as_result);
    const auto [error] = co_await std::move(waiting);
    co_return !error;
}

Task<std::size_t> Wire::read_idle(std::span<char> into, Time until) {
    if (wires_.is_stopping()) co_return 0;
    is_idle_ = true;
    auto reading = read_some(into, until);
    const auto count = co_await std::move(reading);
    is_idle_ = false;
    co_return count;
}

Task<bool> Wire::write(std::string_view first, std::string_view second, Pace& pace) {
    while (!first.empty() || !second.empty()) {
        const std::array buffers{
            asio::const_buffer(first.data(), first.size()),
            asio::const_buffer(second.data(), second.size())};
        if (channel_.is_secure()) {
            // What is written at once gives nobody else a turn, and a client may send many
            // requests.
            auto yielding = asio::post(channel_.socket().get_executor(), yields);
            co_await std::move(yielding);
        }
        const auto began = std::chrono::steady_clock::now();
        until_ = began + pace.allowed();
        auto writing = write_some(buffers);
        const auto count = co_await std::move(writing);
        until_ = Time::max();
        if (count == 0) co_return false;
        pace.note(std::chrono::steady_clock::now() - began, count);
        const auto of_first = std::min(count, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(count - of_first);
    }
    co_return true;
}

// At least one byte; 0 when the client is gone or slow.
Task<std::size_t> Wire::write_some(std::span<const asio::const_buffer> pieces) {
    if (!channel_.is_secure()) {
        auto writing = channel_.socket().async_write_some(pieces, as_result);
        const auto [error, count] = co_await std::move(writing);
        co_return error ? 0 : count;
    }
    for (;;) {
        ErrorCode error;
        const auto count = channel_.write_some(pieces, error);
        if (count > 0) co_return count;
        if (error != asio::error::would_block) co_return 0;
        auto waiting = wait_for(Socket::wait_write);
        if (!co_await std::move(waiting)) co_return 0;
    }
}

Task<Heard> Wire::watch(ReadBuffer& ahead, Time until) {
    is_expired_ = false;
    while (!std::exchange(is_woken_, false)) {
        if (is_expired_) co_return Heard::time;
        until_ = until;
        is_watching_ = true;
        auto waiting = wait_for(Socket::wait_read);
        const bool is_ready = co_await std::move(waiting);
        is_watching_ = false;
        until_ = Time::max();
        if (is_ready && !read_ahead(ahead)) co_return Heard::end;
    }
    co_return Heard::wake;
}

// False when the client is gone, or sends what nobody waits for.
bool Wire::read_ahead(ReadBuffer& ahead) {
    if (ahead.view().size() >= ahead_bytes_max) return false;
    const auto room = ahead.space();
    ErrorCode error;
    ahead.filled(channel_.read_some(room, error));
    return !error || error == asio::error::would_block;
}

void Wire::wake() {
    is_woken_ = true;
    ErrorCode ignored;
    if (is_watching_) channel_.socket().cancel(ignored);
}

Task<void> Wire::linger(Time until, std::uint64_t bytes_max) {
    ErrorCode ignored;
    channel_.end_writing(ignored);
    std::array<char, 16 * kib> dropped{};
    for (std::uint64_t total = 0; total < bytes_max;) {
        auto reading = read_idle(dropped, until);
        const auto count = co_await std::move(reading);
        if (count == 0) break;
        total += count;
    }
}

}  // namespace rollcall::net
