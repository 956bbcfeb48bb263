// A Socket.IO packet and its form on the wire: <type>[<attachments>-][<nsp>,][<ack id>][<json>].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "live/engine_io/session.hpp"
#include "live/socket_io/server.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::socket_io {

// The binary types 5 and 6 are not among them: they are an event or an ack with attachments.
enum class PacketType : std::uint8_t {
    connect = 0,
    disconnect = 1,
    event = 2,
    ack = 3,
    connect_error = 4,
};

struct Packet {
    PacketType type = PacketType::event;
    std::string name_space = "/";
    std::optional<std::uint64_t> id;
    // An event's is its name and arguments in one array.
    std::optional<boost::json::value> payload;
    // In the payload stands {"_placeholder":true,"num":<index>} for each.
    std::vector<std::string> attachments;

    bool operator==(const Packet&) const = default;
};

// Ack ids are numbers for JavaScript clients: beyond 2^53 they lose digits.
inline constexpr std::uint64_t ack_id_max = (std::uint64_t{1} << 53U) - 1;

// Events of the reference's own: a client that heard one would take it for its socket's, and one
// that sent it would pose as it.
bool is_reserved(std::string_view event);

// The packet's text; its attachments follow it as they are.
std::string encode(const Packet& packet);

// A packet as sessions send it, whoever they are: its text with the message's type before it, then
// each attachment.
struct Message {
    websocket::SharedFrame text;
    std::vector<websocket::SharedFrame> attachments;
    engine_io::ReplaceKey replace_key = 0;
};
Message frame(const Packet& packet);

// An event that the caller keeps: its arguments are encoded where they lie.
struct EventView {
    std::string_view name_space;
    std::optional<std::uint64_t> id;
    std::string_view name;
    const Arguments& arguments;
    // A last argument, for state recovery; empty: none.
    std::string_view offset;
};
Message frame(const EventView& event);

// Likewise an acknowledgement.
struct AckView {
    std::string_view name_space;
    std::uint64_t id = 0;
    const Arguments& arguments;
};
Message frame(const AckView& ack);

}  // namespace rollcall::live::socket_io
