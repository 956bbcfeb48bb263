#include "live/redis/broadcast.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "live/redis/msgpack.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/payload.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::redis {
namespace {

namespace json = boost::json;

// Of a packet, as it stands here: with its attachments in it an event stays an event.
constexpr std::int64_t event_type = 2;
constexpr std::int64_t binary_event_type = 5;

std::unexpected<Error> malformed(std::string_view what) {
    return refuse(Errc::validation_error, std::string(what));
}

json::array names_of(std::span<const std::string> names) {
    return json::array(names.begin(), names.end());
}

std::optional<std::vector<std::string>> names_in(const json::object& options, const char* key) {
    std::vector<std::string> names;
    const auto* const value = options.if_contains(key);
    if (value == nullptr || value->is_null()) return names;
    if (!value->is_array()) return std::nullopt;
    for (const auto& name : value->get_array()) {
        // In JavaScript a room may be a number; ours are not.
        if (name.is_string()) {
            names.emplace_back(name.get_string());
        } else if (!name.is_number()) {
            return std::nullopt;
        }
    }
    return names;
}

bool is_set(const json::object& flags, const char* key) {
    const auto* const value = flags.if_contains(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

bool is_event_type(const json::value* type) {
    return type != nullptr && type->is_int64() &&
           (type->get_int64() == event_type || type->get_int64() == binary_event_type);
}

Result<void> read_packet(json::object& packet, Broadcast& broadcast) {
    if (!is_event_type(packet.if_contains("type"))) return malformed("the packet is no event");
    if (const auto* const name = packet.if_contains("nsp")) {
        if (!name->is_string()) return malformed("the namespace is not a text");
        broadcast.name_space = std::string(name->get_string());
    }
    auto* const data = packet.if_contains("data");
    if (data == nullptr || !data->is_array() || data->get_array().empty()) {
        return malformed("the packet has no data");
    }
    if (!socket_io::has_placeholders(*data, broadcast.arguments.attachments.size())) {
        return malformed("attachments that are not in the data");
    }
    auto& values = data->get_array();
    const auto* const event = values.front().if_string();
    if (event == nullptr || socket_io::is_reserved(*event)) return malformed("no name of an event");
    broadcast.event = std::string(*event);
    values.erase(values.begin());
    broadcast.arguments.values = std::move(values);
    return {};
}

Result<void> read_options(const json::object& options, Broadcast& broadcast) {
    auto rooms = names_in(options, "rooms");
    auto except = names_in(options, "except");
    if (!rooms || !except) return malformed("the rooms are no list of names");
    const auto* const listed = options.if_contains("rooms");
    // Without our kind of rooms the audience would be everybody.
    if (rooms->empty() && listed != nullptr && listed->is_array() && !listed->get_array().empty()) {
        return malformed("no room has a name");
    }
    broadcast.audience = {.rooms = *std::move(rooms), .except = *std::move(except)};
    if (const auto* const flags = options.if_contains("flags"); flags && flags->is_object()) {
        broadcast.is_volatile = is_set(flags->get_object(), "volatile");
        broadcast.is_local = is_set(flags->get_object(), "local");
    }
    return {};
}

}  // namespace

std::string channel_of(std::string_view name_space, std::span<const std::string> rooms) {
    std::string channel = "socket.io#" + std::string(name_space) + '#';
    if (rooms.size() == 1) (channel += rooms.front()) += '#';
    return channel;
}

std::string channels_of(std::string_view name_space) {
    return channel_of(name_space, {}) + '*';
}

std::string requests_of(std::string_view name_space) {
    return "socket.io-request#" + std::string(name_space) + '#';
}

std::string encode(const Broadcast& broadcast) {
    json::array data{broadcast.event};
    data.insert(data.end(), broadcast.arguments.values.begin(), broadcast.arguments.values.end());
    json::object flags;
    if (broadcast.is_volatile) flags["volatile"] = true;
    if (broadcast.is_local) flags["local"] = true;
    return pack(
        {.value =
             json::array{
                 broadcast.sender,
                 json::object{
                     {"type", event_type},
                     {"data", std::move(data)},
                     {"nsp", broadcast.name_space}},
                 json::object{
                     {"rooms", names_of(broadcast.audience.rooms)},
                     {"except", names_of(broadcast.audience.except)},
                     {"flags", std::move(flags)}}},
         .attachments = broadcast.arguments.attachments}
    );
}

Result<Broadcast> decode(std::string_view message, const UnpackLimits& limits) {
    auto unpacked = unpack(message, limits);
    if (!unpacked) return std::unexpected(unpacked.error());
    auto* const parts = unpacked->value.if_array();
    if (parts == nullptr || parts->size() != 3 || !parts->at(0).is_string() ||
        !parts->at(1).is_object() || !parts->at(2).is_object()) {
        return malformed("not a sender, a packet and options");
    }
    Broadcast broadcast;
    broadcast.sender = std::string(parts->at(0).get_string());
    broadcast.arguments.attachments = std::move(unpacked->attachments);
    if (auto read = read_packet(parts->at(1).get_object(), broadcast); !read) {
        return std::unexpected(read.error());
    }
    if (auto read = read_options(parts->at(2).get_object(), broadcast); !read) {
        return std::unexpected(read.error());
    }
    return broadcast;
}

}  // namespace rollcall::live::redis
