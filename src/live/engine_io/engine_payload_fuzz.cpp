// Bodies from strangers: what is read is what was written, and no packet is lost between.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "live/engine_io/payload.hpp"
#include "live/engine_io/query.hpp"
#include "live/websocket/frame.hpp"

using namespace rollcall::live;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);

    std::size_t packets = 0;
    bool is_all_good = true;
    std::vector<websocket::SharedFrame> frames;
    for (engine_io::PayloadReader reader(body); reader.has_more(); ++packets) {
        const auto packet = reader.next();
        if (!packet) {
            is_all_good = false;
            continue;
        }
        const bool is_binary = packet->kind == websocket::Opcode::binary;
        if (is_binary && packet->type != engine_io::PacketType::message) std::abort();
        auto payload = std::string(packet->payload);
        if (!is_binary)
            payload.insert(0, 1, static_cast<char>('0' + static_cast<int>(packet->type)));
        frames.push_back(websocket::make_frame(packet->kind, payload));
    }
    const auto separators = std::ranges::count(body, engine_io::packet_separator);
    if (packets != static_cast<std::size_t>(separators) + 1) std::abort();
    if (is_all_good && engine_io::to_payload(frames) != body) std::abort();

    const auto value = engine_io::query_value(body, "sid");
    if (value && value->size() > body.size()) std::abort();
    return 0;
}
