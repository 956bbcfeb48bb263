// What a websocket carries, as net/ sees it: messages in, frames out.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live/websocket/frame.hpp"

namespace rollcall::live::websocket {

struct Closing {
    CloseCode code = CloseCode::normal;
    std::string reason;
};

// Used on the io thread only. Destroyed when the socket is gone, for whatever reason.
class Link {
public:
    Link() = default;
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;
    virtual ~Link() = default;

    // A whole message (text was found to be UTF-8). The view ends with the call.
    virtual void receive(Opcode kind, std::string_view payload) = 0;

    // Moves frames that wait to be written to the end of `into`, oldest first, until the batch has
    // `frames_max` or about `bytes_max`; the rest stays. The Waker that the link was made with is
    // woken when something came into an empty queue, or `closing` became true.
    virtual void
    take(std::vector<SharedFrame>& into, std::size_t frames_max, std::size_t bytes_max) = 0;

    // Set when the link wants to end: write what `take` still gives, then a close frame.
    virtual std::optional<Closing> closing() const = 0;
};

}  // namespace rollcall::live::websocket
