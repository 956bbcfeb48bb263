// A Socket.IO broadcast as npm's redis-adapter and redis-emitter publish it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "live/redis/msgpack.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::redis {

struct Broadcast {
    std::string sender;  // unique among servers; of npm's emitter "emitter"
    std::string name_space = "/";
    std::string event;
    socket_io::Arguments arguments;
    socket_io::Audience audience;
    bool is_volatile = false;
    bool is_local = false;  // for the sender's own sockets: not for ours
};

// Who shares a Redis with us and looks at jobs for itself.
inline constexpr std::string_view our_senders = "rollcall-";

// The channel of a broadcast to these rooms: one room has its own, so that servers without it need
// not read the message.
std::string channel_of(std::string_view name_space, std::span<const std::string> rooms);
// What servers that have any room listen to.
std::string channels_of(std::string_view name_space);
// Each server of redis-adapter listens to this one, too.
std::string requests_of(std::string_view name_space);

// The message: [sender, packet, options] in MessagePack.
std::string encode(const Broadcast& broadcast);
// Refuses with validation_error what no server of Socket.IO would publish.
Result<Broadcast> decode(std::string_view message, const UnpackLimits& limits = {});

}  // namespace rollcall::live::redis
