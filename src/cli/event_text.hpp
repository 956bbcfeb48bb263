// Server-sent events, read as they come (the WHATWG's text/event-stream).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rollcall::cli {

struct ServerEvent {
    std::string name;
    std::string data;
};

// Takes the stream in any cut.
class EventText {
public:
    // The events that these bytes bring to their end.
    std::vector<ServerEvent> feed(std::string_view bytes);

private:
    void take_line(std::string_view line, std::vector<ServerEvent>& events);

    std::string line_;
    ServerEvent event_;
    bool has_data_ = false;
};

}  // namespace rollcall::cli
