#include "live/socket_io/packet.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/string_view.hpp>
#include <boost/json/value.hpp>

#include "live/socket_io/server.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::socket_io {
namespace {

namespace json = boost::json;

// Engine.IO's packet type "message", which stands before each text.
constexpr char message_type = '4';

struct Head {
    PacketType type;
    std::size_t attachments;
    std::string_view name_space;
    std::optional<std::uint64_t> id;
};

void append(std::string& text, const Head& head) {
    // BINARY_EVENT and BINARY_ACK are EVENT and ACK moved by three.
    const int moved = head.attachments > 0 ? 3 : 0;
    text += std::to_string(static_cast<int>(head.type) + moved);
    if (head.attachments > 0) (text += std::to_string(head.attachments)) += '-';
    if (head.name_space != "/") (text += head.name_space) += ',';
    if (head.id) text += std::to_string(*head.id);
}

void append(std::string& text, const json::value& value) {
    text += json::serialize(value);
}

void append_text(std::string& text, std::string_view value) {
    text += json::serialize(json::string_view(value));
}

void append(std::string& text, const json::array& values) {
    bool is_first = true;
    for (const auto& value : values) {
        if (!is_first) text += ',';
        append(text, value);
        is_first = false;
    }
}

void append(std::string& text, const Packet& packet) {
    append(
        text,
        Head{
            .type = packet.type,
            .attachments = packet.attachments.size(),
            .name_space = packet.name_space,
            .id = packet.id,
        }
    );
    if (packet.payload) append(text, *packet.payload);
}

Message message_of(std::string_view text, const std::vector<std::string>& attachments) {
    Message message;
    message.text = websocket::make_frame(websocket::Opcode::text, text);
    message.attachments.reserve(attachments.size());
    for (const auto& attachment : attachments) {
        message.attachments.push_back(websocket::make_frame(websocket::Opcode::binary, attachment));
    }
    return message;
}

}  // namespace

bool is_reserved(std::string_view event) {
    constexpr std::array<std::string_view, 6> names{
        "connect",
        "connect_error",
        "disconnect",
        "disconnecting",
        "newListener",
        "removeListener",
    };
    return std::ranges::find(names, event) != names.end();
}

std::string encode(const Packet& packet) {
    std::string text;
    append(text, packet);
    return text;
}

Message frame(const Packet& packet) {
    std::string text(1, message_type);
    append(text, packet);
    return message_of(text, packet.attachments);
}

Message frame(const EventView& event) {
    std::string text(1, message_type);
    const auto& [values, attachments] = event.arguments;
    append(
        text,
        Head{
            .type = PacketType::event,
            .attachments = attachments.size(),
            .name_space = event.name_space,
            .id = event.id,
        }
    );
    text += '[';
    append_text(text, event.name);
    if (!values.empty()) text += ',';
    append(text, values);
    if (!event.offset.empty()) append_text(text += ',', event.offset);
    text += ']';
    return message_of(text, attachments);
}

Message frame(const AckView& ack) {
    std::string text(1, message_type);
    const auto& [values, attachments] = ack.arguments;
    append(
        text,
        Head{
            .type = PacketType::ack,
            .attachments = attachments.size(),
            .name_space = ack.name_space,
            .id = ack.id,
        }
    );
    text += '[';
    append(text, values);
    text += ']';
    return message_of(text, attachments);
}

}  // namespace rollcall::live::socket_io
