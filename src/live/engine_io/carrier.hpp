// A websocket that carries a session, or wants to.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "live/engine_io/outbox.hpp"
#include "live/waker.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::engine_io {

class Conversation;

// Outlives its session where the session's last words still have to be written.
class Carrier final : public websocket::Link {
public:
    Carrier(Waker& waker, Conversation& conversation)
        : waker_(waker), conversation_(&conversation) {}
    Carrier(const Carrier&) = delete;
    Carrier& operator=(const Carrier&) = delete;
    ~Carrier() override;

    void receive(websocket::Opcode kind, std::string_view payload) override;
    void take(
        std::vector<websocket::SharedFrame>& into,
        std::size_t frames_max,
        std::size_t bytes_max
    ) override;
    std::optional<websocket::Closing> closing() const override { return closing_; }

    // For the session. What waits in its outbox is taken from there while it is carried by this.
    void wake() { waker_.wake(); }
    void send(const websocket::SharedFrame& frame);
    // The session lets go of it: `rest` is still written.
    void finish(const std::vector<websocket::SharedFrame>& rest, websocket::Closing closing);

private:
    Waker& waker_;
    Conversation* conversation_;
    Outbox own_;
    std::optional<websocket::Closing> closing_;
};

}  // namespace rollcall::live::engine_io
