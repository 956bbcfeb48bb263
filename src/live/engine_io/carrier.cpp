#include "live/engine_io/carrier.hpp"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "live/engine_io/conversation.hpp"
#include "live/engine_io/outbox.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::engine_io {

Carrier::~Carrier() {
    if (conversation_ != nullptr) conversation_->lose_carrier(*this);
}

void Carrier::receive(websocket::Opcode kind, std::string_view payload) {
    if (conversation_ != nullptr) conversation_->hear_frame(*this, kind, payload);
}

void Carrier::take(
    std::vector<websocket::SharedFrame>& into,
    std::size_t frames_max,
    std::size_t bytes_max
) {
    const Batch batch{.frames = frames_max, .bytes = bytes_max};
    own_.take(into, batch);
    if (conversation_ != nullptr) conversation_->take_frames(*this, into, batch);
}

void Carrier::send(const websocket::SharedFrame& frame) {
    const bool was_empty = own_.is_empty();
    own_.push(frame);
    if (was_empty) wake();
}

void Carrier::finish(const std::vector<websocket::SharedFrame>& rest, websocket::Closing closing) {
    conversation_ = nullptr;
    for (const auto& frame : rest)
        own_.push(frame);
    closing_ = std::move(closing);
    wake();
}

}  // namespace rollcall::live::engine_io
