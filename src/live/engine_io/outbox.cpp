#include "live/engine_io/outbox.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

#include "live/engine_io/session.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {
namespace {

// A burst's memory is not kept for an idle client.
constexpr std::size_t kept_max = 16;

std::size_t bytes_of(const websocket::SharedFrame& frame) {
    return frame->bytes().size();
}

}  // namespace

bool Outbox::push(const websocket::SharedFrame& frame, ReplaceKey key, const OutboxLimits& limits) {
    const auto replaced = find(key);
    const bool replaces = replaced != waiting_.end();
    const auto others = replaces ? bytes_ - bytes_of(replaced->frame) : bytes_;
    if (others > 0 && others + bytes_of(frame) > limits.bytes) return false;
    if (!replaces && !is_empty() && size() >= limits.messages) return false;
    if (replaces) {
        // In its place the new frame would overtake what was sent in between.
        waiting_.erase(replaced);
        bytes_ = others;
        --keyed_;
    }
    push(frame);
    waiting_.back().key = key;
    if (key != 0) ++keyed_;
    return true;
}

void Outbox::push(const websocket::SharedFrame& frame) {
    waiting_.push_back({.frame = frame});
    bytes_ += bytes_of(frame);
}

void Outbox::take(std::vector<websocket::SharedFrame>& into, const Batch& batch) {
    for (std::size_t moved = 0; !is_empty() && into.size() < batch.frames && moved < batch.bytes;) {
        auto& oldest = waiting_[first_++];
        moved += bytes_of(oldest.frame);
        bytes_ -= bytes_of(oldest.frame);
        if (oldest.key != 0) --keyed_;
        into.push_back(std::move(oldest.frame));
    }
    forget_taken();
}

std::vector<websocket::SharedFrame> Outbox::take_all() {
    constexpr auto all = std::numeric_limits<std::size_t>::max();
    std::vector<websocket::SharedFrame> frames;
    frames.reserve(size());
    take(frames, {.frames = all, .bytes = all});
    return frames;
}

void Outbox::clear() {
    *this = Outbox();
}

// A look at all that waits, which is nearly always nothing, is cheaper than an index that every
// push and take would have to keep; the limit of messages bounds it.
Outbox::Place Outbox::find(ReplaceKey key) {
    if (key == 0 || keyed_ == 0) return waiting_.end();
    const auto from = waiting_.begin() + static_cast<std::ptrdiff_t>(first_);
    return std::find_if(from, waiting_.end(), [&](const Waiting& one) { return one.key == key; });
}

// Only once what was taken is the larger part: each frame is moved at most once more, on average.
void Outbox::forget_taken() {
    if (is_empty()) {
        first_ = 0;
        waiting_.clear();
        if (waiting_.capacity() > kept_max) waiting_ = {};
    } else if (first_ > waiting_.size() / 2) {
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
}

}  // namespace rollcall::live::engine_io
