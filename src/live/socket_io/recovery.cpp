#include "live/socket_io/recovery.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::socket_io {
namespace {

constexpr std::size_t mark_bytes = 4;

// Of what a container keeps for an element beside its text, roughly.
constexpr std::size_t element_bytes = 64;

template <class Names>
std::size_t bytes_of(const Names& names) {
    std::size_t bytes = 0;
    for (const std::string& name : names)
        bytes += name.size() + element_bytes;
    return bytes;
}

std::size_t bytes_of(const Message& message) {
    std::size_t bytes = message.text->bytes().size() + element_bytes;
    for (const auto& attachment : message.attachments)
        bytes += attachment->bytes().size() + element_bytes;
    return bytes;
}

bool any_in(const std::vector<std::string>& names, const RoomNames& rooms) {
    return std::ranges::any_of(names, [&](const auto& name) { return rooms.contains(name); });
}

}  // namespace

Recovery::Recovery(const Limits& limits, const Clock& clock)
    : limits_(limits), clock_(clock), mark_(random_hex(mark_bytes) + '-') {}

std::string Recovery::next_offset() const {
    return mark_ + std::to_string(first_ + events_.size());
}

void Recovery::keep(Audience audience, Message message) {
    const auto bytes =
        bytes_of(audience.rooms) + bytes_of(audience.except) + bytes_of(message) + sizeof(Event);
    push({
        .time = clock_.steady(),
        .socket_id = {},
        .audience = std::move(audience),
        .message = std::move(message),
        .bytes = bytes,
    });
}

void Recovery::keep(std::string socket_id, Message message) {
    const auto bytes = socket_id.size() + bytes_of(message) + sizeof(Event);
    push({
        .time = clock_.steady(),
        .socket_id = std::move(socket_id),
        .audience = {},
        .message = std::move(message),
        .bytes = bytes,
    });
}

void Recovery::push(Event event) {
    bytes_ += event.bytes;
    events_.push_back(std::move(event));
    trim();
}

void Recovery::remember(Absent absent) {
    const auto bytes = absent.private_id.size() + absent.id.size() + absent.identity.size() +
                       bytes_of(absent.rooms) + sizeof(Remembered) + element_bytes;
    bytes_ += bytes;
    for (const auto& room : absent.rooms)
        ++room_sizes_[room];
    absents_.push_back({.time = clock_.steady(), .absent = std::move(absent), .bytes = bytes});
    const auto place = std::prev(absents_.end());
    by_private_id_.emplace(place->absent.private_id, place);
    trim();
}

std::optional<Recovery::Absent>
Recovery::recall(std::string_view private_id, std::string_view offset) {
    trim();
    const auto found = by_private_id_.find(private_id);
    if (found == by_private_id_.end() || !number_of(offset)) return std::nullopt;
    return take(found->second);
}

std::size_t Recovery::size() {
    trim();
    return absents_.size();
}

std::size_t Recovery::room_size(std::string_view room) {
    trim();
    const auto found = room_sizes_.find(room);
    return found == room_sizes_.end() ? 0 : found->second;
}

std::optional<std::vector<Message>>
Recovery::missed(std::string_view offset, std::string_view socket_id, const RoomNames& rooms) {
    const auto last_seen = number_of(offset);
    if (!last_seen) return std::nullopt;
    std::vector<Message> messages;
    for (auto i = static_cast<std::size_t>(*last_seen + 1 - first_); i < events_.size(); ++i) {
        const auto& event = events_[i];
        if (is_for(event, socket_id, rooms)) messages.push_back(event.message);
    }
    return messages;
}

bool Recovery::is_for(const Event& event, std::string_view socket_id, const RoomNames& rooms) {
    if (!event.socket_id.empty()) return event.socket_id == socket_id;
    const auto& audience = event.audience;
    return (audience.rooms.empty() || any_in(audience.rooms, rooms)) &&
           !any_in(audience.except, rooms);
}

std::optional<std::uint64_t> Recovery::number_of(std::string_view offset) const {
    if (!offset.starts_with(mark_)) return std::nullopt;
    offset.remove_prefix(mark_.size());
    std::uint64_t number = 0;
    const auto [end, fault] = std::from_chars(offset.data(), offset.data() + offset.size(), number);
    if (fault != std::errc{} || end != offset.data() + offset.size()) return std::nullopt;
    // The event itself may be gone: nothing is missing as long as the next one is here.
    const bool is_known = number + 1 >= first_ && number < first_ + events_.size();
    return is_known ? std::optional(number) : std::nullopt;
}

Recovery::Absent Recovery::take(Place place) {
    by_private_id_.erase(place->absent.private_id);  // first: its key is the absent's own text
    bytes_ -= place->bytes;
    auto absent = std::move(place->absent);
    absents_.erase(place);
    for (const auto& room : absent.rooms) {
        const auto size = room_sizes_.find(room);
        if (--size->second == 0) room_sizes_.erase(size);
    }
    return absent;
}

void Recovery::forget_oldest() {
    const bool is_event =
        !events_.empty() && (absents_.empty() || events_.front().time <= absents_.front().time);
    if (!is_event) {
        take(absents_.begin());
        return;
    }
    bytes_ -= events_.front().bytes;
    events_.pop_front();
    ++first_;
}

void Recovery::trim() {
    const auto too_old = clock_.steady() - limits_.time;
    const auto is_old = [&](const auto& kept) {
        return !kept.empty() && kept.front().time < too_old;
    };
    while (is_old(events_) || is_old(absents_) ||
           (bytes_ > limits_.bytes_max && !(events_.empty() && absents_.empty())))
        forget_oldest();
}

}  // namespace rollcall::live::socket_io
