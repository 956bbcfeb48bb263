// A namespace that keeps what is emitted in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "live/socket_io/server.hpp"

namespace rollcall::support {

class HeardNamespace final : public live::socket_io::Namespace {
public:
    struct Emitted {
        live::socket_io::Audience audience;
        std::string event;
        live::socket_io::Arguments arguments;
        live::socket_io::EmitOptions options;
    };

    const std::string& name() const override { return name_; }
    std::size_t emit(
        const live::socket_io::Audience& audience,
        std::string_view event,
        const live::socket_io::Arguments& arguments,
        const live::socket_io::EmitOptions& options
    ) override {
        emitted.push_back({audience, std::string(event), arguments, options});
        return sockets;
    }
    std::size_t room_size(std::string_view) const override { return sockets; }
    std::size_t size() const override { return sockets; }

    // The events' names, in order.
    std::vector<std::string> events() const {
        std::vector<std::string> names;
        for (const auto& one : emitted)
            names.push_back(one.event);
        return names;
    }

    std::size_t sockets = 1;  // in each room
    std::vector<Emitted> emitted;

private:
    const std::string name_ = "/";
};

}  // namespace rollcall::support
