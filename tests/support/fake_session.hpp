// An Engine.IO session without a line: the test is the client.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "live/engine_io/session.hpp"

namespace rollcall::support {

class FakeSession final : public live::engine_io::Session {
public:
    explicit FakeSession(
        live::engine_io::Application& application,
        live::engine_io::Handshake handshake = {}
    )
        : handshake_(std::move(handshake)), client_(application.open(*this)) {}

    // What the client sends, without the message's type.
    void receive(std::string_view text) {
        if (!is_closed()) client_->receive(live::websocket::Opcode::text, text);
    }
    void receive_binary(std::string_view bytes) {
        if (!is_closed()) client_->receive(live::websocket::Opcode::binary, bytes);
    }
    // The line goes away, or whatever else ends a session.
    void drop(live::engine_io::CloseReason reason = live::engine_io::CloseReason::transport_close) {
        close(reason);
    }

    // What waits for the client, as a websocket carries it: "42[\"event\"]", and bare bytes.
    std::vector<std::string> take() {
        std::vector<std::string> taken;
        for (auto& [message, key] : std::exchange(waiting_, {}))
            taken.emplace_back(message->payload());
        return taken;
    }
    // The same, with its keys.
    struct Sent {
        live::websocket::SharedFrame message;
        live::engine_io::ReplaceKey key = 0;
    };
    const std::vector<Sent>& waiting() const { return waiting_; }
    std::optional<live::engine_io::CloseReason> close_reason() const { return reason_; }

    const std::string& id() const override { return id_; }
    const live::engine_io::Handshake& handshake() const override { return handshake_; }
    void send(const live::websocket::SharedFrame& message, live::engine_io::ReplaceKey key)
        override {
        if (is_closed()) return;
        std::erase_if(waiting_, [&](const Sent& sent) { return key != 0 && sent.key == key; });
        waiting_.push_back({.message = message, .key = key});
        if (waiting_.size() > messages_max) close(live::engine_io::CloseReason::slow_reader);
    }
    bool is_writable() const override { return writable; }
    void close(live::engine_io::CloseReason reason) override {
        if (is_closed()) return;
        reason_ = reason;
        client_->closed(reason);
    }
    bool is_closed() const override { return reason_.has_value(); }

    bool writable = true;
    std::size_t messages_max = 1'024;

private:
    std::string id_ = "the-session's-own-id";
    live::engine_io::Handshake handshake_;
    std::optional<live::engine_io::CloseReason> reason_;
    std::vector<Sent> waiting_;
    std::unique_ptr<live::engine_io::Client> client_;
};

}  // namespace rollcall::support
