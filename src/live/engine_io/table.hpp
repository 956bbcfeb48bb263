// All sessions by their ids, and how many each peer (of IPv6 each /64) has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "live/engine_io/conversation.hpp"
#include "live/engine_io/server.hpp"
#include "live/engine_io/session.hpp"
#include "live/engine_io/session_ids.hpp"
#include "live/loop.hpp"

namespace rollcall::live::engine_io {

class Table {
public:
    // `loop` outlives the table.
    Table(Settings settings, Loop& loop);

    const Settings& settings() const { return settings_; }
    Loop& loop() const { return loop_; }

    bool has_room_for(std::string_view peer) const;
    Conversation& add(Handshake handshake);
    // Null when there is none.
    Conversation* find(std::string_view id) const;
    std::size_t size() const { return sessions_.size(); }

    // Takes the session out at once; it is destroyed by a later step of the loop, when none of its
    // calls can be running.
    void remove(const Conversation& conversation);
    void close_all(CloseReason reason);

private:
    using Gone = std::vector<std::unique_ptr<Conversation>>;

    Settings settings_;
    Loop& loop_;
    SessionIds ids_;
    std::map<std::string, std::uint32_t, std::less<>> peers_;
    // The keys are the sessions' own ids.
    std::unordered_map<std::string_view, std::unique_ptr<Conversation>> sessions_;
    std::shared_ptr<Gone> gone_ = std::make_shared<Gone>();
};

}  // namespace rollcall::live::engine_io
