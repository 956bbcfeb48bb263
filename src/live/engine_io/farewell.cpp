#include "live/engine_io/farewell.hpp"

#include <string>
#include <utility>

#include "live/engine_io/session.hpp"
#include "live/websocket/frame.hpp"
#include "live/websocket/link.hpp"

namespace rollcall::live::engine_io {

Farewell farewell_of(CloseReason reason) {
    using websocket::CloseCode;
    switch (reason) {
        case CloseReason::forced_close: return {.says_the_rest = true, .waits_for_poll = true};
        case CloseReason::server_shutdown:
            return {.says_the_rest = true, .code = CloseCode::going_away};
        case CloseReason::slow_reader:
            return {.waits_for_poll = true, .code = CloseCode::try_again_later};
        case CloseReason::transport_close: return {};
        case CloseReason::transport_error:
        case CloseReason::ping_timeout:
        case CloseReason::parse_error: return {.code = CloseCode::policy_violation};
    }
    std::unreachable();
}

websocket::Closing closing_of(CloseReason reason) {
    return {.code = farewell_of(reason).code, .reason = std::string(to_string(reason))};
}

}  // namespace rollcall::live::engine_io
