#include "queue/bull/mirror/rumour.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/clock.hpp"
#include "db/redis/connection.hpp"
#include "queue/bull/keys.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

// An id is text; old versions of Bull may write a number.
std::optional<std::string> id_in(std::string_view payload) {
    std::error_code failed;
    const auto value = boost::json::parse(payload, failed);
    if (failed || !value.is_object()) return std::nullopt;
    const auto* id = value.get_object().if_contains("jobId");
    if (id == nullptr) return std::nullopt;
    if (id->is_string()) return std::string(id->get_string());
    if (id->is_int64()) return std::to_string(id->get_int64());
    return std::nullopt;
}

// Beyond it Bull's scores lose their order.
constexpr double due_ms_max = 9007199254740992.0 / 4096;

}  // namespace

std::optional<std::string> job_of(const db::redis::Message& message, const Keys& keys) {
    std::string_view channel = message.channel;
    if (!channel.starts_with(keys.base())) return std::nullopt;
    channel.remove_prefix(keys.base().size());
    if (channel == "completed" || channel == "failed") return id_in(message.payload);
    const auto at = channel.find('@');
    // What follows the sign is who published it.
    if (at == std::string_view::npos || channel.substr(at + 1) == "rollcall") return std::nullopt;
    return message.payload;
}

std::optional<Instant> due_of(const db::redis::Message& message, const Keys& keys) {
    if (message.channel != keys.of("delayed")) return std::nullopt;
    // A sweep of Bull's writes a fraction, which is the order among those of one millisecond.
    const auto& text = message.payload;
    double ms = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), ms);
    if (read.ec != std::errc() || !(ms >= 0 && ms < due_ms_max)) return std::nullopt;
    return Instant{Milliseconds{static_cast<std::int64_t>(ms)}};
}

}  // namespace rollcall::queue::bull::mirror
