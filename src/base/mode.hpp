// What an upload may do to members: the `mode` field of an upload.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rollcall {

enum class Mode : std::uint8_t {
    upsert,  // insert who is new, update who exists
    insert,  // skip who exists
    update,  // skip who is new
};

inline constexpr std::array<std::string_view, 3> mode_names{"upsert", "insert", "update"};

inline std::string_view to_string(Mode mode) {
    return mode_names.at(static_cast<std::size_t>(mode));
}

inline std::optional<Mode> parse_mode(std::string_view name) {
    for (std::size_t i = 0; i < mode_names.size(); ++i) {
        if (mode_names.at(i) == name) return static_cast<Mode>(i);
    }
    return std::nullopt;
}

}  // namespace rollcall
