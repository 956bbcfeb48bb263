#include "live/jobs/credentials.hpp"

#include <string_view>

#include "base/text.hpp"
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

}  // namespace

std::string_view token_of(const socket_io::Socket& socket) {
    const auto* given = socket.auth().if_contains("token");
    if (given != nullptr && given->is_string() && !given->get_string().empty()) {
        return without_scheme(given->get_string());
    }
    return without_scheme(socket.handshake().header("authorization"));
}

}  // namespace rollcall::live::jobs
