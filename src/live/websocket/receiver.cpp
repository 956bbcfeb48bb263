#include "live/websocket/receiver.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/frame_head.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::websocket {
namespace {

std::unexpected<Closing> refuse(CloseCode code, std::string reason) {
    return std::unexpected(Closing{.code = code, .reason = std::move(reason)});
}

std::unexpected<Closing> refuse_text() {
    return refuse(CloseCode::invalid_data, "text is not UTF-8");
}

// RFC 6455 7.4.1 and IANA's registry: what stands for "there was none" is never sent, and what
// nobody has defined is not either; 3000 to 4999 belong to libraries and applications.
bool may_be_sent(unsigned code) {
    if (code >= 3000) return code <= 4999;
    if (code == 1004 || code == 1005 || code == 1006) return false;
    return code >= 1000 && code <= 1014;
}

}  // namespace

std::expected<void, Closing> Receiver::feed(std::span<char> bytes, Sink& sink) {
    while (!bytes.empty() && !has_ended_) {
        std::expected<void, Closing> step;
        if (!has_head_) step = read_head(bytes);
        if (step && has_head_) step = read_payload(bytes, sink);
        if (!step) {
            has_ended_ = true;
            keep_only(0);
            return step;
        }
    }
    return {};
}

std::size_t Receiver::held_bytes() const {
    static const std::size_t within_itself = std::string().capacity();
    return kept_.capacity() > within_itself ? kept_.capacity() : 0;
}

std::expected<void, Closing> Receiver::read_head(std::span<char>& bytes) {
    const std::size_t before = head_bytes_;
    const auto more = bytes.first(std::min(bytes.size(), head_.size() - before));
    std::ranges::copy(more, std::span(head_).subspan(before).begin());
    const auto read = FrameHead::read(std::span(head_).first(before + more.size()));
    if (!read) return std::unexpected(read.error());
    const auto& head = *read;
    if (!head) {
        head_bytes_ = static_cast<std::uint8_t>(before + more.size());
        bytes = {};
        return {};
    }
    head_bytes_ = 0;
    bytes = bytes.subspan(head->size - before);
    return begin_frame(*head);
}

std::expected<void, Closing> Receiver::begin_frame(const FrameHead& head) {
    has_head_ = true;
    frame_ = head;
    if (is_control(head.opcode)) return {};
    const bool continues = head.opcode == Opcode::continuation;
    if (continues != (message_kind_ != Opcode::continuation)) {
        return refuse(
            CloseCode::protocol_error,
            continues ? "a continuation of nothing" : "a message within a fragmented message"
        );
    }
    if (head.payload > message_bytes_max_ - kept_.size()) {
        return refuse(CloseCode::too_big, "the message is too long");
    }
    if (!continues) message_kind_ = head.opcode;
    return {};
}

std::expected<void, Closing> Receiver::read_payload(std::span<char>& bytes, Sink& sink) {
    const auto piece = bytes.first(std::min<std::uint64_t>(bytes.size(), frame_.payload));
    bytes = bytes.subspan(piece.size());
    apply_mask(piece, frame_.mask);
    frame_.payload -= piece.size();
    has_head_ = frame_.payload > 0;

    const std::string_view payload(piece.data(), piece.size());
    const bool is_data = !is_control(frame_.opcode);
    if (is_data && message_kind_ == Opcode::text && !text_.add(payload)) return refuse_text();
    if (!has_head_) return is_data ? end_data(payload, sink) : end_control(payload, sink);
    keep(payload);
    if (!is_data) control_bytes_ = static_cast<std::uint8_t>(control_bytes_ + payload.size());
    return {};
}

std::expected<void, Closing> Receiver::end_data(std::string_view payload, Sink& sink) {
    if (!frame_.is_final) {
        keep(payload);
        return {};
    }
    const auto kind = std::exchange(message_kind_, Opcode::continuation);
    if (kind == Opcode::text && !text_.is_whole()) return refuse_text();
    if (kept_.empty()) {
        sink.message(kind, payload);
        return {};
    }
    keep(payload);
    sink.message(kind, kept_);
    keep_only(0);
    return {};
}

std::expected<void, Closing> Receiver::end_control(std::string_view payload, Sink& sink) {
    if (control_bytes_ == 0) return tell_control(payload, sink);
    const auto message_bytes = kept_.size() - std::exchange(control_bytes_, 0);
    keep(payload);
    auto told = tell_control(std::string_view(kept_).substr(message_bytes), sink);
    keep_only(message_bytes);
    return told;
}

std::expected<void, Closing> Receiver::tell_control(std::string_view payload, Sink& sink) {
    if (frame_.opcode == Opcode::close) return tell_close(payload, sink);
    if (frame_.opcode == Opcode::ping) {
        sink.ping(payload);
    } else {
        sink.pong(payload);
    }
    return {};
}

std::expected<void, Closing> Receiver::tell_close(std::string_view payload, Sink& sink) {
    has_ended_ = true;
    if (payload.empty()) {
        sink.close(std::nullopt, {});
        return {};
    }
    if (payload.size() < 2) return refuse(CloseCode::protocol_error, "half a close code");
    const auto high = static_cast<unsigned char>(payload[0]);
    const auto low = static_cast<unsigned char>(payload[1]);
    const auto code = static_cast<std::uint16_t>(high << 8U | low);
    if (!may_be_sent(code)) return refuse(CloseCode::protocol_error, "a bad close code");
    const auto reason = payload.substr(2);
    if (!is_utf8(reason)) return refuse(CloseCode::invalid_data, "a close reason is not UTF-8");
    sink.close(CloseCode{code}, reason);
    return {};
}

// At most twice what came, and never more than what a head has announced: a string that grows by
// itself keeps both its old and its double size for whoever stops in the middle of a message.
void Receiver::keep(std::string_view piece) {
    const auto needed = kept_.size() + piece.size();
    if (needed > kept_.capacity()) {
        const auto announced = frame_.is_final ? needed + static_cast<std::size_t>(frame_.payload)
                                               : message_bytes_max_;
        std::string grown;
        grown.reserve(std::max(needed, std::min(2 * kept_.capacity(), announced)));
        grown.append(kept_);
        kept_.swap(grown);
    }
    kept_.append(piece);
}

// What is not needed is given back: most connections are idle most of the time.
void Receiver::keep_only(std::size_t bytes) {
    if (bytes > 0) {
        kept_.resize(bytes);
    } else {
        std::string().swap(kept_);
    }
}

}  // namespace rollcall::live::websocket
