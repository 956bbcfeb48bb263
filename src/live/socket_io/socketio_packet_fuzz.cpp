// A client's messages, one a line: those that begin with a tab are binary. What is decoded must
// come back the same from its own encoding, and within the limits.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "live/socket_io/decoder.hpp"
#include "live/socket_io/packet.hpp"

using namespace rollcall;
using namespace rollcall::live;

namespace {

constexpr socket_io::DecoderLimits limits{
    .attachments_max = 10,
    .attachment_bytes_max = 1'000,
    .depth_max = 32,
    .name_space_bytes_max = 64,
};

Result<std::optional<socket_io::Packet>>
take(socket_io::Decoder& decoder, std::string_view message) {
    return message.starts_with('\t') ? decoder.take_binary(message.substr(1))
                                     : decoder.take_text(message);
}

void check_limits(const socket_io::Packet& packet) {
    std::size_t bytes = 0;
    for (const auto& attachment : packet.attachments)
        bytes += attachment.size();
    const bool good = packet.attachments.size() <= limits.attachments_max &&
                      bytes <= limits.attachment_bytes_max &&
                      packet.name_space.size() <= limits.name_space_bytes_max &&
                      packet.name_space.starts_with('/');
    if (!good) std::abort();
}

void check_return(const socket_io::Packet& packet) {
    socket_io::Decoder decoder(limits);
    auto back = decoder.take_text(socket_io::encode(packet));
    for (const auto& attachment : packet.attachments)
        back = decoder.take_binary(attachment);
    if (!back || !*back || **back != packet) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    socket_io::Decoder decoder(limits);
    while (!rest.empty()) {
        const auto message = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), message.size() + 1));
        const auto packet = take(decoder, message);
        if (!packet) return 0;
        if (decoder.unfinished() != nullptr) check_limits(*decoder.unfinished());
        if (!*packet) continue;
        check_limits(**packet);
        check_return(**packet);
    }
    return 0;
}
