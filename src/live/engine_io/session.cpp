#include "live/engine_io/session.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "live/engine_io/query.hpp"

namespace rollcall::live::engine_io {

std::string_view Handshake::header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &decltype(headers)::value_type::first);
    return found == headers.end() ? std::string_view() : found->second;
}

std::string Handshake::query(std::string_view name) const {
    return query_value(target, name).value_or("");
}

std::string_view to_string(CloseReason reason) {
    switch (reason) {
        case CloseReason::transport_close: return "transport close";
        case CloseReason::transport_error: return "transport error";
        case CloseReason::ping_timeout: return "ping timeout";
        case CloseReason::parse_error: return "parse error";
        case CloseReason::forced_close: return "forced close";
        case CloseReason::slow_reader: return "slow reader";
        case CloseReason::server_shutdown: return "server shutting down";
    }
    std::unreachable();
}

}  // namespace rollcall::live::engine_io
