// A client's bytes, however they are cut, to messages.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "live/websocket/frame.hpp"
#include "live/websocket/frame_head.hpp"
#include "live/websocket/link.hpp"
#include "live/websocket/utf8_check.hpp"

namespace rollcall::live::websocket {

// Holds nothing but itself while no message is half there: a connection's price when it is idle.
class Receiver {
public:
    // Hears what came. Every view ends with the call; none of them may destroy or feed the
    // receiver.
    class Sink {
    public:
        Sink() = default;
        Sink(const Sink&) = delete;
        Sink& operator=(const Sink&) = delete;
        virtual ~Sink() = default;

        // A whole message, joined from its fragments; text was found to be UTF-8.
        virtual void message(Opcode kind, std::string_view payload) = 0;
        virtual void ping(std::string_view payload) = 0;
        virtual void pong(std::string_view payload) = 0;
        // The last call. No code when the client gave none; else any that RFC 6455 7.4 lets a peer
        // send, also those that CloseCode does not name.
        virtual void close(std::optional<CloseCode> code, std::string_view reason) = 0;
    };

    explicit Receiver(std::size_t message_bytes_max) : message_bytes_max_(message_bytes_max) {}

    // Unmasks `bytes` where they stand and tells `sink` of every message and control frame that is
    // whole now. Refuses with what the close frame should say; then, and after the client's close,
    // all further bytes are ignored.
    std::expected<void, Closing> feed(std::span<char> bytes, Sink& sink);

    // No more will be delivered.
    bool has_ended() const { return has_ended_; }
    // What is allocated for a message that is half there.
    std::size_t held_bytes() const;

private:
    std::expected<void, Closing> read_head(std::span<char>& bytes);
    std::expected<void, Closing> begin_frame(const FrameHead& head);
    std::expected<void, Closing> read_payload(std::span<char>& bytes, Sink& sink);
    std::expected<void, Closing> end_data(std::string_view payload, Sink& sink);
    std::expected<void, Closing> end_control(std::string_view payload, Sink& sink);
    std::expected<void, Closing> tell_control(std::string_view payload, Sink& sink);
    std::expected<void, Closing> tell_close(std::string_view payload, Sink& sink);
    void keep(std::string_view piece);
    void keep_only(std::size_t bytes);

    std::size_t message_bytes_max_;
    // The message so far, and behind it what came of a control frame in its midst.
    std::string kept_;
    FrameHead frame_;  // its payload counts down to what is still to come
    std::array<char, FrameHead::bytes_max> head_{};
    std::uint8_t head_bytes_ = 0;
    std::uint8_t control_bytes_ = 0;  // at the end of `kept_`
    bool has_head_ = false;
    bool has_ended_ = false;
    Opcode message_kind_ = Opcode::continuation;  // this, while no message has begun
    Utf8Check text_;  // between messages always whole, so it serves them all
};

}  // namespace rollcall::live::websocket
