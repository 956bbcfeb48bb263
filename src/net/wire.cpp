#include "net/wire.hpp"

#include <array>
#include <utility>

namespace rollcall::net {

void Wires::expire(Time now) {
    for (auto* wire : wires_) {
        if (wire->until_ > now) continue;
        wire->is_expired_ = true;
        wire->until_ = Time::max();
        boost::system::error_code ignored;
        wire->socket_.cancel(ignored);
    }
}

void Wires::stop() {
    is_stopping_ = true;
    for (auto* wire : wires_) {
        boost::system::error_code ignored;
        if (wire->is_idle_) wire->socket_.cancel(ignored);
    }
}

void Wires::cut() {
    for (auto* wire : wires_) {
        boost::system::error_code ignored;
        wire->socket_.shutdown(Socket::shutdown_both, ignored);
    }
}

Wire::Wire(Socket socket, Wires& wires) : socket_(std::move(socket)), wires_(wires) {
    boost::system::error_code error;
    socket_.set_option(Tcp::no_delay(true), error);
    const auto endpoint = socket_.remote_endpoint(error);
    if (!error) peer_ = endpoint.address().to_string();
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

void Wire::end_writing() {
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
}

}  // namespace rollcall::net
