// The HTTP server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/api.hpp"
#include "net/settings.hpp"

namespace rollcall::net {

// Owns the io thread and the storage threads. Used by one thread.
class Server {
public:
    // `api` must outlive the server.
    Server(ServerSettings settings, const http::Api& api);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();  // stops

    // Listens and serves from now on. Once. Refuses with unavailable when it cannot listen (the
    // port is taken, a host is no address).
    Result<void> start();

    // Closes the door, lets running requests end for `deadlines.stop`, then cuts what is left.
    // Returns when no handler runs any more. May be called again.
    void stop();

    // After `start`: where it listens, e.g. "http://127.0.0.1:5000", and the port.
    std::vector<std::string> addresses() const;
    std::uint16_t port() const;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace rollcall::net
