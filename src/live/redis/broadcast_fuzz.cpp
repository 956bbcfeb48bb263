// A message from Redis. What is understood must come back the same from its own encoding.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "live/redis/broadcast.hpp"

using namespace rollcall::live;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto broadcast =
        redis::decode(std::string_view(reinterpret_cast<const char*>(data), size));
    if (!broadcast) return 0;
    const auto back = redis::decode(redis::encode(*broadcast));
    const bool same =
        back && back->sender == broadcast->sender && back->name_space == broadcast->name_space &&
        back->event == broadcast->event && back->arguments.values == broadcast->arguments.values &&
        back->arguments.attachments == broadcast->arguments.attachments &&
        back->audience.rooms == broadcast->audience.rooms &&
        back->audience.except == broadcast->audience.except &&
        back->is_volatile == broadcast->is_volatile && back->is_local == broadcast->is_local;
    if (!same) std::abort();
    return 0;
}
