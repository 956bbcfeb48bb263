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

}  // namespace

void Wires::expire(Time now) {
    for (auto* wire : wires_) {
        if (wire->until_ > now) continue;
        wire->is_expired_ = true;
        wire->until_ = Time::max();
        ErrorCode ignored;
        wire->socket_.cancel(ignored);
    }
}

void Wires::stop() {
    is_stopping_ = true;
    for (auto* wire : wires_) {
        ErrorCode ignored;
        if (wire->is_idle_) wire->socket_.cancel(ignored);
        wire->wake();
    }
}

void Wires::cut() {
    for (auto* wire : wires_) {
        ErrorCode ignored;
        wire->socket_.shutdown(Socket::shutdown_both, ignored);
    }
}

Wire::Wire(Line line, Wires& wires)
    : socket_(std::move(line.socket)), seat_(std::move(line.seat)), wires_(wires) {
    ErrorCode error;
    socket_.set_option(Tcp::no_delay(true), error);
    socket_.non_blocking(true, error);
    wires_.wires_.push_front(this);
    place_ = wires_.wires_.begin();
}

Wire::~Wire() {
    wires_.wires_.erase(place_);
}

Task<std::size_t> Wire::read_some(std::span<char> into, Time until) {
    is_expired_ = false;
    until_ = until;
    const auto space = asio::buffer(into.data(), into.size());
    auto reading = socket_.async_read_some(space, as_result);
    const auto [error, count] = co_await std::move(reading);
    until_ = Time::max();
    co_return error ? 0 : count;
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
        const auto began = std::chrono::steady_clock::now();
        until_ = began + pace.allowed();
        auto writing = socket_.async_write_some(buffers, as_result);
        const auto [error, count] = co_await std::move(writing);
        until_ = Time::max();
        if (error) co_return false;
        pace.note(std::chrono::steady_clock::now() - began, count);
        const auto of_first = std::min(count, first.size());
        first.remove_prefix(of_first);
        second.remove_prefix(count - of_first);
    }
    co_return true;
}

Task<Heard> Wire::watch(ReadBuffer& ahead, Time until) {
    is_expired_ = false;
    while (!std::exchange(is_woken_, false)) {
        if (is_expired_) co_return Heard::time;
        until_ = until;
        is_watching_ = true;
        auto waiting = socket_.async_wait(Socket::wait_read, as_result);
        const auto [error] = co_await std::move(waiting);
        is_watching_ = false;
        until_ = Time::max();
        if (!error && !read_ahead(ahead)) co_return Heard::end;
    }
    co_return Heard::wake;
}

// False when the client is gone, or sends what nobody waits for.
bool Wire::read_ahead(ReadBuffer& ahead) {
    if (ahead.view().size() >= ahead_bytes_max) return false;
    const auto room = ahead.space();
    ErrorCode error;
    const auto space = asio::buffer(room.data(), room.size());
    const auto count = socket_.read_some(space, error);
    ahead.filled(count);
    return !error || error == asio::error::would_block;
}

void Wire::wake() {
    is_woken_ = true;
    ErrorCode ignored;
    if (is_watching_) socket_.cancel(ignored);
}

void Wire::end_writing() {
    ErrorCode ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

}  // namespace rollcall::net
