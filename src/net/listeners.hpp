// The sockets that a server listens on.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/asio.hpp"

namespace rollcall::net {

// One acceptor an address, all on one port; port 0 takes any that is free on all of them.
// "localhost" is 127.0.0.1 and, where the machine has it, ::1. Refuses with unavailable.
Result<std::vector<Acceptor>>
listen_on(asio::io_context& io, const std::vector<std::string>& hosts, std::uint16_t port);

}  // namespace rollcall::net
