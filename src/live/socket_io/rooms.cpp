#include "live/socket_io/rooms.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/assert.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::socket_io {

void Rooms::add(Place& place) {
    place.index_ = places_.size();
    places_.push_back(&place);
}

void Rooms::remove(Place& place) {
    while (!place.memberships_.empty())
        leave_at(place, place.memberships_.size() - 1);
    auto* const last = places_.back();
    places_[place.index_] = last;
    last->index_ = place.index_;
    places_.pop_back();
}

void Rooms::join(Place& place, std::string_view room) {
    auto found = rooms_.find(room);
    if (found == rooms_.end()) {
        found = rooms_.try_emplace(std::string(room)).first;
        found->second.name = found->first;
    }
    auto& members = found->second.members;
    members.push_back({.place = &place, .slot = place.memberships_.size()});
    place.memberships_.push_back({.room = &found->second, .index = members.size() - 1});
}

void Rooms::leave(Place& place, std::string_view room) {
    const auto slot = std::ranges::find_if(place.memberships_, [&](const auto& membership) {
        return membership.room->name == room;
    });
    ROLLCALL_ASSERT(slot != place.memberships_.end());
    leave_at(place, static_cast<std::size_t>(slot - place.memberships_.begin()));
}

void Rooms::leave_at(Place& place, std::size_t slot) {
    const auto [room, index] = place.memberships_[slot];

    const auto last_member = room->members.back();
    room->members[index] = last_member;
    last_member.place->memberships_[last_member.slot].index = index;
    room->members.pop_back();

    const auto last_membership = place.memberships_.back();
    place.memberships_[slot] = last_membership;
    if (last_membership.room != room)
        last_membership.room->members[last_membership.index].slot = slot;
    place.memberships_.pop_back();

    if (room->members.empty()) rooms_.erase(rooms_.find(room->name));
}

const Rooms::Room* Rooms::room(std::string_view name) const {
    const auto found = rooms_.find(name);
    return found == rooms_.end() ? nullptr : &found->second;
}

std::size_t Rooms::room_size(std::string_view room) const {
    const auto* const found = this->room(room);
    return found == nullptr ? 0 : found->members.size();
}

void Rooms::mark_all(std::string_view room, std::uint64_t mark) {
    const auto* const found = this->room(room);
    if (found == nullptr) return;
    for (const auto& member : found->members)
        member.place->mark_ = mark;
}

void Rooms::find(const Audience& audience, std::vector<SessionSocket*>& sockets) {
    sockets.clear();
    // Whoever bears this call's mark is excepted, or in already.
    const auto mark = ++mark_;
    for (const auto& room : audience.except)
        mark_all(room, mark);

    const auto take = [&](Place& place) {
        if (place.mark_ == mark) return;
        place.mark_ = mark;
        sockets.push_back(&place.socket());
    };
    if (audience.rooms.empty()) {
        for (auto* const place : places_)
            take(*place);
    }
    for (const auto& name : audience.rooms) {
        const auto* const room = this->room(name);
        if (room == nullptr) continue;
        for (const auto& member : room->members)
            take(*member.place);
    }
}

}  // namespace rollcall::live::socket_io
