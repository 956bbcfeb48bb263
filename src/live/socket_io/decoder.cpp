#include "live/socket_io/decoder.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "base/text.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/payload.hpp"

namespace rollcall::live::socket_io {
namespace {

namespace json = boost::json;

std::unexpected<Error> malformed(std::string message) {
    return refuse(Errc::validation_error, std::move(message));
}

// A packet's text, read from its front.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool at_end() const { return rest_.empty(); }
    bool at(char c) const { return rest_.starts_with(c); }
    bool at_digit() const { return !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; }
    std::string_view rest() const { return rest_; }

    char take() {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }
    // Nothing when no digit stands here, or the number is greater than `most`.
    std::optional<std::uint64_t> take_number(std::uint64_t most) {
        std::uint64_t number = 0;
        const auto [end, fault] =
            std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
        if (fault != std::errc{} || number > most) return std::nullopt;
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        return number;
    }
    // What stands before the comma, which is left out; all when there is none.
    std::string_view take_until_comma() {
        const auto comma = rest_.find(',');
        const auto taken = rest_.substr(0, comma);
        rest_.remove_prefix(std::min(rest_.size(), taken.size() + 1));
        return taken;
    }

private:
    std::string_view rest_;
};

bool is_event(const json::value& payload) {
    if (!payload.is_array() || payload.get_array().empty()) return false;
    const auto& name = payload.get_array().front();
    return name.is_number() || (name.is_string() && !is_reserved(name.get_string()));
}

bool fits(PacketType type, const std::optional<json::value>& payload) {
    switch (type) {
        case PacketType::connect: return !payload || payload->is_object();
        case PacketType::disconnect: return !payload;
        case PacketType::event: return payload && is_event(*payload);
        case PacketType::ack: return payload && payload->is_array();
        case PacketType::connect_error:
            return payload && (payload->is_object() || payload->is_string());
    }
    std::unreachable();
}

bool fits(PacketType type, const std::optional<std::uint64_t>& id) {
    switch (type) {
        case PacketType::event: return true;
        case PacketType::ack: return id.has_value();
        default: return !id;
    }
}

struct Head {
    Packet packet;
    std::size_t attachments = 0;
};

// The type and, of the binary ones, how many attachments follow.
Result<Head> read_type(Reader& reader, std::size_t attachments_max) {
    constexpr int binary_event = 5;
    constexpr int binary_ack = 6;
    if (!reader.at_digit()) return malformed("a packet begins with its type");
    const int type = reader.take() - '0';
    if (type > binary_ack) return malformed("no packet has this type");
    Head head;
    head.packet.type = static_cast<PacketType>(type >= binary_event ? type - 3 : type);
    if (type < binary_event) return head;

    const auto count = reader.take_number(attachments_max);
    if (!count) return malformed("a binary packet says how many attachments follow, not too many");
    if (!reader.at('-')) return malformed("a dash stands behind the number of attachments");
    reader.take();
    head.attachments = *count;
    return head;
}

Result<std::string> read_name_space(Reader& reader, std::size_t bytes_max) {
    if (!reader.at('/')) return "/";
    const auto name = reader.take_until_comma();
    if (name.size() > bytes_max) return malformed("the namespace's name is too long");
    if (!is_utf8(name)) return malformed("the namespace's name is not UTF-8");
    return std::string(name);
}

Result<Head> read(std::string_view text, const DecoderLimits& limits) {
    Reader reader(text);
    auto head = read_type(reader, limits.attachments_max);
    if (!head) return head;
    auto& packet = head->packet;

    auto name_space = read_name_space(reader, limits.name_space_bytes_max);
    if (!name_space) return std::unexpected(std::move(name_space.error()));
    packet.name_space = std::move(*name_space);

    if (reader.at_digit()) {
        packet.id = reader.take_number(ack_id_max);
        if (!packet.id) return malformed("the ack id is too great");
    }
    if (!fits(packet.type, packet.id)) return malformed("an ack id where none may be, or none");

    if (!reader.at_end()) {
        auto payload = parse_payload(reader.rest(), limits.depth_max);
        if (!payload) return std::unexpected(std::move(payload.error()));
        packet.payload = std::move(*payload);
    }
    if (!fits(packet.type, packet.payload)) return malformed("not this type's payload");
    // Also where no attachments follow, so that who handles events may trust each placeholder.
    if (packet.payload && !has_placeholders(*packet.payload, head->attachments)) {
        return malformed("placeholders and attachments do not match");
    }
    return head;
}

}  // namespace

Result<std::optional<Packet>> Decoder::take_text(std::string_view text) {
    if (unfinished_) return malformed("a text while attachments are outstanding");
    auto head = read(text, limits_);
    if (!head) return std::unexpected(std::move(head.error()));
    if (head->attachments == 0) return std::move(head->packet);

    unfinished_ = std::move(head->packet);
    outstanding_ = head->attachments;
    attachment_bytes_ = 0;
    return std::nullopt;
}

Result<std::optional<Packet>> Decoder::take_binary(std::string_view bytes) {
    if (!unfinished_) return malformed("a binary message that belongs to no packet");
    attachment_bytes_ += bytes.size();
    if (attachment_bytes_ > limits_.attachment_bytes_max) {
        return malformed("the attachments are too large");
    }
    unfinished_->attachments.emplace_back(bytes);
    if (--outstanding_ > 0) return std::nullopt;
    return std::exchange(unfinished_, std::nullopt);
}

}  // namespace rollcall::live::socket_io
