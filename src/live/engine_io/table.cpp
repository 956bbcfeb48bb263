#include "live/engine_io/table.hpp"

#include <memory>
#include <string_view>
#include <utility>

#include "base/network.hpp"
#include "live/engine_io/conversation.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/loop.hpp"

namespace rollcall::live::engine_io {

Table::Table(Settings settings, Loop& loop) : settings_(std::move(settings)), loop_(loop) {}

bool Table::has_room_for(std::string_view peer) const {
    if (sessions_.size() >= settings_.sessions_max) return false;
    const auto known = peers_.find(network_of(peer));
    const auto of_peer = known == peers_.end() ? 0 : known->second;
    return of_peer < settings_.sessions_per_peer_max;
}

Conversation& Table::add(Handshake handshake) {
    ++peers_[network_of(handshake.peer)];
    auto made = std::make_unique<Conversation>(*this, ids_.next(), std::move(handshake));
    auto& conversation = *made;
    sessions_.emplace(conversation.id(), std::move(made));
    return conversation;
}

Conversation* Table::find(std::string_view id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

void Table::remove(const Conversation& conversation) {
    const auto peer = peers_.find(network_of(conversation.handshake().peer));
    if (--peer->second == 0) peers_.erase(peer);
    const auto place = sessions_.find(conversation.id());
    gone_->push_back(std::move(place->second));
    sessions_.erase(place);
    if (gone_->size() > 1) return;
    // Where the table is gone first, it has taken them along.
    loop_.post([weak = std::weak_ptr(gone_)] {
        if (const auto gone = weak.lock()) Gone().swap(*gone);
    });
}

void Table::close_all(CloseReason reason) {
    while (!sessions_.empty()) {
        auto& conversation = *sessions_.begin()->second;
        conversation.close(reason);
        conversation.leave();
    }
}

}  // namespace rollcall::live::engine_io
