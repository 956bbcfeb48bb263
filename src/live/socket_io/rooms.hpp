// Who is in which room, so that a broadcast walks over arrays and nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "live/socket_io/server.hpp"

namespace rollcall::live::socket_io {

class Rooms;
class SessionSocket;

// A socket's place among those of its namespace; a member of the socket, which stays where it is
// while the place is taken.
class Place {
public:
    explicit Place(SessionSocket& socket) : socket_(socket) {}
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    SessionSocket& socket() const { return socket_; }

private:
    friend class Rooms;
    struct Member {
        Place* place;
        std::size_t slot;  // of the room among the place's memberships
    };
    struct Room {
        std::string_view name;  // the map's key
        std::vector<Member> members;
    };
    // One of the socket's rooms and where there it stands: both sides know the other's index, so
    // that leaving moves only the last of each.
    struct Membership {
        Room* room;
        std::size_t index;
    };

    SessionSocket& socket_;
    std::size_t index_ = 0;
    std::vector<Membership> memberships_;
    std::uint64_t mark_ = 0;
};

class Rooms {
public:
    Rooms() = default;
    Rooms(const Rooms&) = delete;
    Rooms& operator=(const Rooms&) = delete;

    void add(Place& place);
    // Out of every room, too.
    void remove(Place& place);
    // Needs: the place was added, and is not in the room.
    void join(Place& place, std::string_view room);
    // Needs: the place is in the room.
    void leave(Place& place, std::string_view room);

    std::size_t size() const { return places_.size(); }
    std::size_t room_size(std::string_view room) const;

    // Puts into `sockets`, which is emptied first, whoever belongs to the audience, each once.
    void find(const Audience& audience, std::vector<SessionSocket*>& sockets);

private:
    using Room = Place::Room;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view name) const {
            return std::hash<std::string_view>{}(name);
        }
    };

    const Room* room(std::string_view name) const;
    void mark_all(std::string_view room, std::uint64_t mark);
    void leave_at(Place& place, std::size_t slot);

    std::vector<Place*> places_;
    std::unordered_map<std::string, Room, Hash, std::equal_to<>> rooms_;
    std::uint64_t mark_ = 0;
};

}  // namespace rollcall::live::socket_io
