#include "live/socket_io/local_namespace.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "live/socket_io/packet.hpp"
#include "live/socket_io/server.hpp"
#include "live/socket_io/session_socket.hpp"

namespace rollcall::live::socket_io {

LocalNamespace::LocalNamespace(Parts parts)
    : name_(std::move(parts.name)), handler_(parts.handler) {
    if (parts.recovery) recovery_.emplace(*parts.recovery, parts.clock);
}

std::size_t LocalNamespace::emit(
    const Audience& audience,
    std::string_view event,
    const Arguments& arguments,
    const EmitOptions& options
) {
    // A send may close a session, whose listener may emit again, or move sockets between rooms: so
    // the receivers are counted first, into a list that is this call's own.
    auto receivers = std::exchange(receivers_, {});
    rooms_.find(audience, receivers);
    std::size_t reached = 0;
    if (is_kept(options) || !receivers.empty()) {
        const auto message = message_of({event, arguments, options});
        if (is_kept(options)) recovery_->keep(audience, message);
        for (auto* const socket : receivers)
            reached += socket->deliver(message, options.is_volatile) ? 1 : 0;
    }
    receivers_ = std::move(receivers);
    return reached;
}

void LocalNamespace::emit_to(SessionSocket& socket, const Emission& emission) {
    const auto message = message_of(emission);
    if (is_kept(emission.options)) recovery_->keep(socket.id(), message);
    socket.deliver(message, emission.options.is_volatile);
}

Message LocalNamespace::message_of(const Emission& emission) const {
    const auto offset = is_kept(emission.options) ? recovery_->next_offset() : std::string();
    auto message = frame(EventView{
        .name_space = name_,
        .id = std::nullopt,
        .name = emission.event,
        .arguments = emission.arguments,
        .offset = offset,
    });
    message.replace_key = emission.options.replace_key;
    return message;
}

}  // namespace rollcall::live::socket_io
