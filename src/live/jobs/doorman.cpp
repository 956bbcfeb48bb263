#include "live/jobs/doorman.hpp"

#include <expected>
#include <memory>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>

#include "access/gate.hpp"
#include "base/text.hpp"
#include "live/jobs/subscriber.hpp"
#include "live/socket_io/server.hpp"

namespace rollcall::live::jobs {
namespace {

// Some clients put the header's whole value into `auth.token`.
std::string_view without_scheme(std::string_view text) {
    constexpr std::string_view scheme = "bearer ";
    text = trim(text);
    if (equals_folded(text.substr(0, scheme.size()), scheme)) text.remove_prefix(scheme.size());
    return trim(text);
}

std::string_view token_of(const socket_io::Socket& socket) {
    const auto* given = socket.auth().if_contains("token");
    if (given != nullptr && given->is_string() && !given->get_string().empty()) {
        return without_scheme(given->get_string());
    }
    return without_scheme(socket.handshake().header("authorization"));
}

}  // namespace

void Doorman::connect(socket_io::Socket& socket, socket_io::Admission admission) {
    const auto token = token_of(socket);
    if (token.empty()) {
        admission(std::unexpected(socket_io::Refusal{"Authentication token required", {}}));
        return;
    }
    auto who = gate_.admit(token, parts_.loop.clock().now());
    if (!who) {
        admission(std::unexpected(socket_io::Refusal{
            "Invalid authentication token",
            boost::json::object{{"code", to_string(who.error().code)}}}));
        return;
    }
    admission(std::make_unique<Subscriber>(socket, std::move(*who), parts_));
}

}  // namespace rollcall::live::jobs
