// What waits to be written to one client.
#pragma once

#include <cstddef>
#include <vector>

#include "live/engine_io/session.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {

struct OutboxLimits {
    std::size_t messages = 0;
    std::size_t bytes = 0;
};

// How much one call may move.
struct Batch {
    std::size_t frames = 0;
    std::size_t bytes = 0;
};

// A queue of shared frames that costs nothing while it is empty.
class Outbox {
public:
    // A frame of the same key that still waits goes; the new one stands behind all others. False,
    // and nothing changed, when that would go past the limits; a frame alone always fits.
    bool push(const websocket::SharedFrame& frame, ReplaceKey key, const OutboxLimits& limits);
    // Past any limit.
    void push(const websocket::SharedFrame& frame);

    // Moves frames to the end of `into`, oldest first, until `into` has so many or about so many
    // bytes were moved.
    void take(std::vector<websocket::SharedFrame>& into, const Batch& batch);
    std::vector<websocket::SharedFrame> take_all();

    bool is_empty() const { return first_ == waiting_.size(); }
    std::size_t size() const { return waiting_.size() - first_; }
    std::size_t bytes() const { return bytes_; }
    void clear();

private:
    struct Waiting {
        websocket::SharedFrame frame;
        ReplaceKey key = 0;
    };

    using Place = std::vector<Waiting>::iterator;

    Place find(ReplaceKey key);
    void forget_taken();

    std::vector<Waiting> waiting_;
    std::size_t first_ = 0;  // before it stands what was taken
    std::size_t bytes_ = 0;
    std::size_t keyed_ = 0;
};

}  // namespace rollcall::live::engine_io
