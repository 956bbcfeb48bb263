#include "live/engine_io/upgrade.hpp"

#include <string_view>

#include "live/engine_io/carrier.hpp"
#include "live/engine_io/conversation.hpp"
#include "live/engine_io/packet.hpp"
#include "live/timers.hpp"
#include "live/websocket/frame.hpp"

namespace rollcall::live::engine_io {

Upgrade::Upgrade(Conversation& conversation, Carrier& carrier)
    : conversation_(conversation),
      carrier_(carrier),
      timeout_(conversation.timers(), [this] { conversation_.abandon_upgrade(); }),
      noop_(conversation.timers(), [this] { release_poll(); }) {
    timeout_.in(conversation.settings().upgrade_timeout);
}

Upgrade::Progress Upgrade::hear(websocket::Opcode kind, std::string_view payload) {
    if (kind != websocket::Opcode::text) return Progress::failed;
    const auto packet = parse_packet(payload);
    if (!packet) return Progress::failed;
    if (is_probed_) return packet->type == PacketType::upgrade ? Progress::done : Progress::failed;
    if (packet->type != PacketType::ping || packet->payload != probe_text) return Progress::failed;
    is_probed_ = true;
    carrier_.send(probe_answer_frame());
    noop_.in(conversation_.settings().upgrade_noop_interval);
    return Progress::under_way;
}

// Not only once: the client may have begun another poll before it read the answer to its probe.
void Upgrade::release_poll() {
    noop_.in(conversation_.settings().upgrade_noop_interval);
    conversation_.release_poll();
}

}  // namespace rollcall::live::engine_io
