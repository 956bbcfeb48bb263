#include "live/jobs/doorman.hpp"

#include <expected>
#include <memory>
#include <string>
#include <utility>

#include <boost/json/object.hpp>

#include "access/principal.hpp"
#include "base/log.hpp"
#include "base/rate_limit.hpp"
#include "base/result.hpp"
#include "live/jobs/credentials.hpp"
#include "live/jobs/guests.hpp"
#include "live/jobs/subscriber.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {
namespace {

std::unexpected<socket_io::Refusal> refusal(std::string message, Errc code) {
    return std::unexpected(socket_io::Refusal{
        std::move(message), boost::json::object{{"code", to_string(code)}}});
}

std::unexpected<socket_io::Refusal> slow_down() {
    auto error = too_many_requests();
    return refusal(std::move(error.message), error.code);
}

}  // namespace

void Doorman::connect(socket_io::Socket& socket, socket_io::Admission admission) {
    const auto token = token_of(socket);
    const auto& peer = socket.handshake().peer;
    const auto stranger = stranger_at(peer);
    const auto now = parts_.loop.clock().steady();
    // As at the API: a signature costs, and is not looked at for who has shown too many bad ones.
    if (!parts_.guests.knows(token) && !requests_.has_room(stranger, now)) {
        return admission(slow_down());
    }
    auto who = token.empty() ? refuse(Errc::authentication_error, "it shows no token")
                             : parts_.guests.admit(token);
    if (who) return admission(std::make_unique<Subscriber>(socket, std::move(*who), parts_));
    if (!requests_.take(stranger, now)) return admission(slow_down());
    log::info("live", "a socket of " + peer + " is refused: " + who.error().message);
    if (token.empty()) {
        return admission(std::unexpected(socket_io::Refusal{"Authentication token required", {}}));
    }
    admission(refusal("Invalid authentication token", who.error().code));
}

}  // namespace rollcall::live::jobs
