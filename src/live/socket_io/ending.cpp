#include "live/socket_io/ending.hpp"

#include <utility>

#include "live/engine_io/session.hpp"

namespace rollcall::live::socket_io {

Ending ending_of(engine_io::CloseReason reason) {
    using engine_io::CloseReason;
    switch (reason) {
        case CloseReason::transport_close: return {"transport close", true};
        case CloseReason::transport_error: return {"transport error", true};
        case CloseReason::ping_timeout: return {"ping timeout", true};
        case CloseReason::forced_close: return {"forced close", true};
        case CloseReason::server_shutdown: return {"server shutting down", true};
        case CloseReason::parse_error: return {"parse error", false};
        case CloseReason::slow_reader: return {"slow reader", false};
    }
    std::unreachable();
}

}  // namespace rollcall::live::socket_io
