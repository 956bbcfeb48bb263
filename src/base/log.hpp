// The log's one door. Lines carry ids, counts and codes, never a cell's value, an ID number, a
// member or a file's name. Safe from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rollcall::log {

// `off` is for `start` alone: no line has this level.
enum class Level : std::uint8_t { debug, info, warning, error, off };

// Writes to stderr; `json` makes each line an object. Call once, before threads start.
void start(Level level, bool json);

void write(Level level, std::string_view room, std::string_view text);

inline void debug(std::string_view room, std::string_view text) {
    write(Level::debug, room, text);
}
inline void info(std::string_view room, std::string_view text) {
    write(Level::info, room, text);
}
inline void warning(std::string_view room, std::string_view text) {
    write(Level::warning, room, text);
}
inline void error(std::string_view room, std::string_view text) {
    write(Level::error, room, text);
}

// The line as it is written: control characters escaped, so that no text can fake a second line.
std::string escape(std::string_view text);

}  // namespace rollcall::log
