// A session as the server keeps it: its states, its heartbeat, and what carries it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live/engine_io/held_poll.hpp"
#include "live/engine_io/outbox.hpp"
#include "live/engine_io/packet.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/engine_io/upgrade.hpp"
#include "live/timers.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {

class AwaitedPost;
class Carrier;
class Table;

// Polls, posts and carriers belong to net/ and may go at any time; either side tells the other. It
// is destroyed by its Table from a step of the loop, never while a call of its own runs.
class Conversation final : public Session {
public:
    // `table` outlives it.
    Conversation(Table& table, std::string id, Handshake handshake);
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    ~Conversation() override;

    const std::string& id() const override { return id_; }
    const Handshake& handshake() const override { return handshake_; }
    void send(const websocket::SharedFrame& message, ReplaceKey key) override;
    bool is_writable() const override;
    void close(CloseReason reason) override;
    bool is_closed() const override { return state_ >= State::closing; }

    // Once, when it has its first transport: the open packet, then whatever the application says.
    void begin(Application& application);

    bool is_on_websocket() const { return carrier_ != nullptr; }

    // The client waits for an answer. Two at once end the session: the earlier is told so.
    void hold(HeldPoll& poll);
    // The answer to the poll that waits, when there is one.
    std::optional<std::string> take_payload();
    void lose_poll();

    // A POST's body is awaited; false, and the session has ended, when one is already.
    bool await_post(AwaitedPost& post);
    Answer hear_post(std::string_view body);
    void forget_post() { post_ = nullptr; }
    void lose_post();

    bool may_upgrade() const;
    void begin_upgrade(Carrier& carrier);
    void abandon_upgrade();
    // Lets the poll that waits go, so that the client can move.
    void release_poll();

    void carry_by(Carrier& carrier);
    void hear_frame(const Carrier& carrier, websocket::Opcode kind, std::string_view payload);
    void take_frames(
        const Carrier& carrier,
        std::vector<websocket::SharedFrame>& into,
        const Batch& batch
    );
    void lose_carrier(const Carrier& carrier);

    // Out of the table, whatever still waits.
    void leave();

    const Settings& settings() const;
    Timers& timers() const;

private:
    enum class State : std::uint8_t {
        open,
        choked,   // too much waited: closes at the next turn, since send() calls nobody back
        closing,  // the client was told; the rest waits for a poll
        gone,
    };

    void ring();
    void beat();
    bool hear_packets(std::string_view body);
    void hear(const Packet& packet);
    void finish_upgrade();
    void depart();
    void answer_poll(std::string_view last);
    void wake();
    bool is_upgrading_by(const Carrier& carrier) const;

    Table& table_;
    std::string id_;
    Handshake handshake_;
    std::unique_ptr<Client> client_;
    Outbox outbox_;
    Timer deadline_;  // of whatever the state waits for
    HeldPoll* poll_ = nullptr;
    AwaitedPost* post_ = nullptr;
    Carrier* carrier_ = nullptr;
    std::unique_ptr<Upgrade> upgrade_;
    State state_ = State::open;
    CloseReason reason_ = CloseReason::transport_close;  // once it closes
    bool awaits_pong_ = false;
};

}  // namespace rollcall::live::engine_io
