// What nodes write to each other: the first line names the version and the sender, each other line
// is an event.
//
//     rollcall 1 <node>
//     changed job-1767225600123-004211337700 completed
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/bus.hpp"

namespace rollcall::event::postgres {

struct Message {
    std::string node;  // no white space
    std::vector<Event> events;
};

// The events as the payloads of so many notifications as they need: PostgreSQL takes less than
// 8,000 bytes each.
std::vector<std::string> encode(const Message& message);

// Nothing: that is no message of this version.
std::optional<Message> decode(std::string_view payload);

}  // namespace rollcall::event::postgres
