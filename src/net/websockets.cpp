#include "net/websockets.hpp"

#include <cstddef>
#include <utility>

#include "base/limits.hpp"
#include "live/timers.hpp"
#include "net/asio.hpp"
#include "net/settings.hpp"
#include "net/websocket.hpp"

namespace rollcall::net {
namespace {

constexpr std::size_t read_bytes = 64 * kib;

}  // namespace

Websockets::Websockets(asio::io_context& io, live::Timers& timers, const ServerSettings& settings)
    : io_(io), timers_(timers), settings_(settings), room_(read_bytes) {}

void Websockets::stop() {
    is_stopping_ = true;
    // A copy, since those whose line is broken leave the list.
    const auto all = open_;
    for (auto* const websocket : all)
        websocket->stop();
}

void Websockets::cut() {
    while (!open_.empty())
        open_.front()->end();
}

void Websockets::note_woken(Websocket* websocket) {
    woken_.push_back(websocket);
    if (woken_.size() == 1) asio::post(io_.get_executor(), [this] { flush(); });
}

void Websockets::flush() {
    std::swap(woken_, flushed_);
    for (auto* const websocket : flushed_)
        if (websocket != nullptr) websocket->flush();
    flushed_.clear();
}

}  // namespace rollcall::net
