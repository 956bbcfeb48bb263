// Names of sessions: whoever knows one may speak for its client, so that nobody may guess it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace rollcall::live::engine_io {

inline constexpr std::size_t session_id_characters = 20;

// 12 random bytes of the operating system and 3 that count, as base64url: 20 characters. Asks the
// system once for many.
class SessionIds {
public:
    std::string next();

private:
    std::string random_;
    std::uint32_t count_ = 0;
};

}  // namespace rollcall::live::engine_io
