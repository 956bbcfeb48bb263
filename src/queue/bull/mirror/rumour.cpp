#include "queue/bull/mirror/rumour.hpp"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "db/redis/connection.hpp"
#include "queue/bull/keys.hpp"
#include "queue/bull/mirror/verdict.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

// As much as a person reads.
constexpr std::uint32_t reason_characters_max = 2'000;

// An id is text; old versions of Bull may write a number.
std::optional<std::string> id_in(const boost::json::object& event) {
    const auto* id = event.if_contains("jobId");
    if (id == nullptr) return std::nullopt;
    if (id->is_string()) return std::string(id->get_string());
    if (id->is_int64()) return std::to_string(id->get_int64());
    return std::nullopt;
}

std::string reason_in(const boost::json::object& event) {
    const auto* reason = event.if_contains("val");
    if (reason == nullptr || !reason->is_string()) return {};
    return std::string(first_code_points(reason->get_string(), reason_characters_max));
}

std::optional<Rumour> of_an_end(std::string_view payload, End how) {
    std::error_code failed;
    const auto value = boost::json::parse(payload, failed);
    if (failed || !value.is_object()) return std::nullopt;
    const auto& event = value.get_object();
    auto id = id_in(event);
    if (!id) return std::nullopt;
    Rumour rumour{.bull_id = std::move(*id), .ending = {.how = how, .reason = {}}};
    if (how == End::failed) rumour.ending.reason = reason_in(event);
    return rumour;
}

// Beyond it Bull's scores lose their order.
constexpr double due_ms_max = 9007199254740992.0 / 4096;

}  // namespace

std::optional<Rumour> rumour_of(const db::redis::Message& message, const Keys& keys) {
    std::string_view channel = message.channel;
    if (!channel.starts_with(keys.base())) return std::nullopt;
    channel.remove_prefix(keys.base().size());
    if (channel == "completed") return of_an_end(message.payload, End::completed);
    if (channel == "failed") return of_an_end(message.payload, End::failed);
    const auto at = channel.find('@');
    // What follows the sign is who published it.
    if (at == std::string_view::npos || channel.substr(at + 1) == "rollcall") return std::nullopt;
    return Rumour{.bull_id = message.payload, .ending = {}};
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
