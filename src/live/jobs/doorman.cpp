#include "live/jobs/doorman.hpp"

#include <expected>
#include <memory>
#include <utility>

#include <boost/json/object.hpp>

#include "base/log.hpp"
#include "base/result.hpp"
#include "live/jobs/credentials.hpp"
#include "live/jobs/guests.hpp"
#include "live/jobs/subscriber.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {

void Doorman::connect(socket_io::Socket& socket, socket_io::Admission admission) {
    const auto token = token_of(socket);
    const auto& peer = socket.handshake().peer;
    if (token.empty()) {
        log::info("live", "a socket of " + peer + " is refused: it shows no token");
        admission(std::unexpected(socket_io::Refusal{"Authentication token required", {}}));
        return;
    }
    auto who = parts_.guests.admit(token);
    if (!who) {
        log::info("live", "a socket of " + peer + " is refused: " + who.error().message);
        admission(std::unexpected(socket_io::Refusal{
            "Invalid authentication token",
            boost::json::object{{"code", to_string(who.error().code)}}}));
        return;
    }
    admission(std::make_unique<Subscriber>(socket, std::move(*who), parts_));
}

}  // namespace rollcall::live::jobs
