// Connection state recovery: who was cut off, and what was emitted since.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "live/socket_io/packet.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::socket_io {

using RoomNames = std::set<std::string, std::less<>>;

// What one namespace keeps. Whatever is older than `time`, or too much, is forgotten, oldest first.
class Recovery {
public:
    struct Limits {
        Milliseconds time;
        std::size_t bytes_max;
    };
    // A socket that was cut off.
    struct Absent {
        std::string private_id;
        std::string id;
        std::string identity;  // of its listener
        RoomNames rooms;
    };

    // `clock` outlives this.
    Recovery(const Limits& limits, const Clock& clock);

    // The offset that the event which `keep` takes next must carry.
    std::string next_offset() const;
    void keep(Audience audience, Message message);
    // An event for one socket alone.
    void keep(std::string socket_id, Message message);

    void remember(Absent absent);
    // Gives a socket back, once; nothing when it is not known, or the offset is not ours or so old
    // that what came after it is not whole any more.
    std::optional<Absent> recall(std::string_view private_id, std::string_view offset);

    // Of those that may still come back.
    std::size_t size();
    std::size_t room_size(std::string_view room);

    // What came after the offset for a socket of this id that is in these rooms; nothing when that
    // is not whole any more.
    std::optional<std::vector<Message>>
    missed(std::string_view offset, std::string_view socket_id, const RoomNames& rooms);

private:
    using Time = std::chrono::steady_clock::time_point;
    struct Event {
        Time time;
        std::string socket_id;  // empty: for the audience
        Audience audience;
        Message message;
        std::size_t bytes;
    };
    struct Remembered {
        Time time;
        Absent absent;
        std::size_t bytes;
    };
    using Place = std::list<Remembered>::iterator;

    static bool is_for(const Event& event, std::string_view socket_id, const RoomNames& rooms);
    std::optional<std::uint64_t> number_of(std::string_view offset) const;
    void push(Event event);
    Absent take(Place place);
    void forget_oldest();
    void trim();

    Limits limits_;
    const Clock& clock_;
    std::string mark_;  // ours, so that a string that a handler sent is not taken for an offset
    std::uint64_t first_ = 1;  // the number of the oldest event
    std::deque<Event> events_;
    std::list<Remembered> absents_;  // in the order they went
    std::unordered_map<std::string_view, Place> by_private_id_;
    std::map<std::string, std::size_t, std::less<>> room_sizes_;
    std::size_t bytes_ = 0;
};

}  // namespace rollcall::live::socket_io
