// The HTTP server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "http/api.hpp"
#include "live/front.hpp"
#include "live/loop.hpp"
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

    // The io thread for live/, from construction on; what is posted before `start` runs after it.
    live::Loop& loop();

    // Listens and serves from now on. Once. `front`, where there is one, outlives `stop`. Refuses
    // with unavailable when it cannot listen (the port is taken, a host is no address), and with
    // validation_error when the certificate or its key cannot be used.
    Result<void> start(live::Front* front = nullptr);

    // Closes the door, tells the front, lets running requests and farewells end for
    // `deadlines.stop`, then cuts what is left. When it returns no handler runs any more, and
    // nothing calls the front or what was made over the loop, whether or not `start` was called:
    // from then on both may go away, before the server. May be called again.
    void stop();

    // After `start`: where it listens, e.g. "http://127.0.0.1:5000", and the port.
    std::vector<std::string> addresses() const;
    std::uint16_t port() const;

private:
    class Core;
    std::unique_ptr<Core> core_;
};

}  // namespace rollcall::net
