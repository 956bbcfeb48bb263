// Times as JavaScript writes and reads them.
#pragma once

#include <optional>
#include <string_view>

#include "base/clock.hpp"

namespace rollcall {

// "2026-03-09T10:11:12.345Z", with or without seconds and their parts, with "+02:00" for "Z";
// without a zone, or as a day alone, in UTC. Nothing: it is no time.
std::optional<Instant> parse_iso_time(std::string_view text);

}  // namespace rollcall
