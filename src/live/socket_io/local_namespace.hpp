// A namespace's sockets in this process: who is in it, and events to many of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "live/socket_io/packet.hpp"
#include "live/socket_io/recovery.hpp"
#include "live/socket_io/rooms.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::socket_io {

class LocalNamespace final : public Namespace {
public:
    // `clock` and `handler` outlive this.
    struct Parts {
        std::string name;
        Handler& handler;
        const Clock& clock;
        std::optional<Recovery::Limits> recovery;
    };
    explicit LocalNamespace(Parts parts);

    const std::string& name() const override { return name_; }
    std::size_t emit(
        const Audience& audience,
        std::string_view event,
        const Arguments& arguments,
        const EmitOptions& options
    ) override;
    std::size_t room_size(std::string_view room) const override {
        return rooms_.room_size(room) + (recovery_ ? recovery_->room_size(room) : 0);
    }
    std::size_t size() const override {
        return rooms_.size() + (recovery_ ? recovery_->size() : 0);
    }

    // The rest is for its sockets.
    struct Emission {
        std::string_view event;
        const Arguments& arguments;
        const EmitOptions& options;
    };
    void emit_to(SessionSocket& socket, const Emission& emission);

    Handler& handler() { return handler_; }
    Rooms& rooms() { return rooms_; }
    // Null when state recovery is off.
    Recovery* recovery() { return recovery_ ? &*recovery_ : nullptr; }

private:
    bool is_kept(const EmitOptions& options) const { return recovery_ && !options.is_volatile; }
    Message message_of(const Emission& emission) const;

    std::string name_;
    Handler& handler_;
    Rooms rooms_;
    mutable std::optional<Recovery> recovery_;  // forgets with time, whoever asks
    std::vector<SessionSocket*> receivers_;     // kept for its memory
};

}  // namespace rollcall::live::socket_io
