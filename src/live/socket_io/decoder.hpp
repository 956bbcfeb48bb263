// Turns a session's messages into packets: a text, and the binary ones that it says will follow.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "live/socket_io/packet.hpp"

namespace rollcall::live::socket_io {

struct DecoderLimits {
    std::size_t attachments_max = 10;
    std::size_t attachment_bytes_max = 1'000'000;
    std::size_t depth_max = 32;
    // Longer names are nobody's, and an unknown one is sent back.
    std::size_t name_space_bytes_max = 256;
};

class Decoder {
public:
    explicit Decoder(const DecoderLimits& limits) : limits_(limits) {}

    // A packet, or nothing while attachments of one are outstanding. Refuses with validation_error
    // what breaks the protocol; after that the decoder is of no use any more.
    Result<std::optional<Packet>> take_text(std::string_view text);
    Result<std::optional<Packet>> take_binary(std::string_view bytes);

    // The packet whose attachments are outstanding; null when there is none.
    const Packet* unfinished() const { return unfinished_ ? &*unfinished_ : nullptr; }

private:
    DecoderLimits limits_;
    std::optional<Packet> unfinished_;
    std::size_t outstanding_ = 0;
    std::size_t attachment_bytes_ = 0;
};

}  // namespace rollcall::live::socket_io
