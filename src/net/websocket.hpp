// One websocket, from its upgrade to the end of its connection. Used on the io thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "live/timers.hpp"
#include "live/waker.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"
#include "live/websocket/receiver.hpp"
#include "net/channel.hpp"
#include "net/peers.hpp"
#include "net/read_buffer.hpp"
#include "net/websockets.hpp"

namespace rollcall::net {

// No coroutine: thousands stand idle, and a few hundred bytes each is all they need. What waits for
// the socket keeps it alive.
class Websocket final : public live::Waker,
                        public std::enable_shared_from_this<Websocket>,
                        private live::websocket::Receiver::Sink {
public:
    // `all` outlives it.
    explicit Websocket(Websockets& all);
    Websocket(const Websocket&) = delete;
    Websocket& operator=(const Websocket&) = delete;
    ~Websocket() override;

    void wake() override;

    // The client was told that it is one now. `link` was made with this as its waker; `ahead` is
    // what the client sent behind its upgrade.
    void begin(Line line, std::unique_ptr<live::websocket::Link> link, ReadBuffer& ahead);

    // Writes what the link has, without waiting.
    void flush();
    // Its link was told of the stop, and may have closed.
    void stop();
    // Lets go of everything at once.
    void end();

private:
    // closing: our close frame is on its way, or was sent and the client's has not come.
    // draining: nothing is left to say; the client closes the connection.
    enum class Phase : std::uint8_t { upgrading, open, closing, draining, ended };

    template <class Step>
    void run(Step step);

    void wait_for_bytes();
    void read();
    void take(std::span<char> bytes);

    void write();
    bool gather();
    bool send_batch();
    void wait_for_room();

    void leave(live::websocket::SharedFrame farewell);
    void drain();

    void message(live::websocket::Opcode kind, std::string_view payload) override;
    void ping(std::string_view payload) override;
    void pong(std::string_view payload) override;
    void close(std::optional<live::websocket::CloseCode> code, std::string_view reason) override;

    Websockets& all_;
    Channel channel_;
    Peers::Seat seat_;
    std::list<Websocket*>::iterator place_;
    std::unique_ptr<live::websocket::Link> link_;  // none from `closing` on
    live::websocket::Receiver receiver_;
    // For a client that reads too slowly, or does not close after us.
    live::Timer timer_;

    // What the socket did not take yet, the first of it but for `sent_bytes_`; then the rest.
    std::vector<live::websocket::SharedFrame> unsent_;
    std::size_t sent_bytes_ = 0;
    live::websocket::SharedFrame pong_;  // the latest ping's answer: RFC 6455 5.5.3
    live::websocket::SharedFrame farewell_;

    Phase phase_ = Phase::upgrading;
    bool is_woken_ = false;
    bool waits_for_room_ = false;
    // Nothing more that counts will come: the client closed, or broke the protocol.
    bool has_heard_all_ = false;
};

}  // namespace rollcall::net
