#include "cli/event_text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall::cli {

std::vector<ServerEvent> EventText::feed(std::string_view bytes) {
    std::vector<ServerEvent> events;
    for (;;) {
        const auto end = bytes.find('\n');
        line_ += bytes.substr(0, end);
        if (end == std::string_view::npos) return events;
        bytes.remove_prefix(end + 1);
        if (line_.ends_with('\r')) line_.pop_back();
        take_line(line_, events);
        line_.clear();
    }
}

void EventText::take_line(std::string_view line, std::vector<ServerEvent>& events) {
    if (line.empty()) {
        if (std::exchange(has_data_, false)) events.push_back(std::move(event_));
        event_ = {};
        return;
    }
    const auto field = line.substr(0, line.find(':'));
    line.remove_prefix(std::min(field.size() + 1, line.size()));
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (field == "event") event_.name = line;
    if (field != "data") return;
    if (std::exchange(has_data_, true)) event_.data += '\n';
    event_.data += line;
}

}  // namespace rollcall::cli
