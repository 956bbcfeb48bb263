#include "live/socket_io/server.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/assert.hpp"
#include "live/engine_io/session.hpp"
#include "live/loop.hpp"
#include "live/socket_io/connection.hpp"
#include "live/socket_io/local_namespace.hpp"
#include "live/socket_io/recovery.hpp"

namespace rollcall::live::socket_io {

class Server::House {
public:
    House(Settings settings, Loop& loop)
        : shared_{
              .settings = std::move(settings),
              .loop = loop,
              .name_spaces = {},
              .departed = Departed(loop.timers()),
          } {}

    Namespace& add(std::string name, Handler& handler) {
        ROLLCALL_ASSERT(name.starts_with('/') && shared_.find(name) == nullptr);
        const auto& settings = shared_.settings;
        std::optional<Recovery::Limits> recovery;
        if (settings.recovery)
            recovery.emplace(settings.recovery_time, settings.recovery_bytes_max);
        shared_.name_spaces.push_back(std::make_unique<LocalNamespace>(LocalNamespace::Parts{
            .name = std::move(name),
            .handler = handler,
            .clock = shared_.loop.clock(),
            .recovery = recovery,
        }));
        return *shared_.name_spaces.back();
    }

    std::unique_ptr<engine_io::Client> open(engine_io::Session& session) {
        return std::make_unique<Connection>(shared_, session);
    }

private:
    Shared shared_;
};

Server::Server(Settings settings, Loop& loop)
    : house_(std::make_unique<House>(std::move(settings), loop)) {}

Server::~Server() = default;

Namespace& Server::add(std::string name, Handler& handler) {
    return house_->add(std::move(name), handler);
}

std::unique_ptr<engine_io::Client> Server::open(engine_io::Session& session) {
    return house_->open(session);
}

}  // namespace rollcall::live::socket_io
