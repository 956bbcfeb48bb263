#include "app/settings_redis.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <expected>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "app/settings.hpp"
#include "app/settings_values.hpp"
#include "base/result.hpp"
#include "db/redis/settings.hpp"

namespace rollcall::app {
namespace {

using db::redis::Endpoint;

constexpr std::uint16_t sentinel_port = 26'379;
constexpr std::uint64_t port_max = std::numeric_limits<std::uint16_t>::max();

std::optional<std::uint16_t> parse_port(std::string_view text) {
    const auto port = parse_number(text);
    if (!port || *port == 0 || *port > port_max) return std::nullopt;
    return static_cast<std::uint16_t>(*port);
}

// "/5", "/" or nothing.
std::optional<std::uint32_t> parse_database(std::string_view path) {
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) return 0;
    const auto number = parse_number(path);
    if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

// What redis[s]://[user[:password]@]host[:port][/database] says.
std::optional<db::redis::Settings> parse_url(std::string_view text) {
    const auto url = boost::urls::parse_uri(text);
    if (!url || (url->scheme() != "redis" && url->scheme() != "rediss")) return std::nullopt;
    // The grammar of URLs would have a comma in a name.
    const std::string_view host = url->encoded_host();
    if (host.empty() || host.contains(',')) return std::nullopt;
    if (url->has_query() || url->has_fragment()) return std::nullopt;
    const auto port = url->has_port() ? parse_port(url->port()) : db::redis::Endpoint{}.port;
    const auto database = parse_database(url->encoded_path());
    if (!port || !database) return std::nullopt;
    db::redis::Settings settings;
    settings.server = {url->host_address(), *port};
    settings.username = url->user();
    settings.password = url->password();
    settings.database = *database;
    settings.tls = url->scheme() == "rediss";
    return settings;
}

// "host", "host:port" or "[address]:port".
std::optional<Endpoint> parse_endpoint(std::string_view text) {
    const bool is_bracketed = text.starts_with('[');
    const auto host_end = is_bracketed ? text.find(']') : text.find(':');
    auto host = text.substr(0, host_end);
    auto rest = host_end == std::string_view::npos ? std::string_view() : text.substr(host_end);
    if (is_bracketed) {
        if (rest.empty()) return std::nullopt;
        host.remove_prefix(1);
        rest.remove_prefix(1);
    }
    const auto port = rest.empty() ? sentinel_port : parse_port(rest.substr(1));
    if (host.empty() || (!rest.empty() && !rest.starts_with(':')) || !port) return std::nullopt;
    return Endpoint{std::string(host), *port};
}

// One URL, or several by commas that differ in nothing but the server. A password may hold commas,
// too: one that stands before a scheme is between two URLs.
std::optional<db::redis::Settings> parse_urls(std::string_view text) {
    std::optional<db::redis::Settings> all;
    while (!text.empty()) {
        const auto end = std::min(text.find(",redis://"), text.find(",rediss://"));
        auto one = parse_url(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!one) return std::nullopt;
        if (!all) {
            all = std::move(one);
            continue;
        }
        const auto same = [&](auto member) { return (*all).*member == (*one).*member; };
        using Redis = db::redis::Settings;
        if (!same(&Redis::username) || !same(&Redis::password) || !same(&Redis::database) ||
            !same(&Redis::tls)) {
            return std::nullopt;
        }
        all->further.push_back(one->server);
    }
    return all;
}

Result<void> set_url(Settings& settings, std::string_view text) {
    if (!text.empty() && !parse_urls(text)) {
        return wrong(
            "empty, or a URL such as redis://user:password@host:6379/0, or several by commas that "
            "differ in host and port alone"
        );
    }
    settings.redis_url = std::string(text);
    return {};
}

Result<void> set_sentinels(Settings& settings, std::string_view text) {
    for (const auto& part : split_by_commas(text)) {
        if (!parse_endpoint(part)) return wrong("host:port of each sentinel, by commas");
    }
    settings.redis_sentinels = std::string(text);
    return {};
}

using S = Settings;

constexpr std::array table{
    Setting{
        "REDIS_HOST",
        "server of Redis; empty: no Redis",
        false,
        set_text<&S::redis_host>,
        show_text<&S::redis_host>},
    Setting{
        "REDIS_PORT",
        "its port",
        false,
        set_number<&S::redis_port, 1, port_max>,
        show_number<&S::redis_port>},
    Setting{
        "REDIS_USERNAME",
        "who logs in; empty: the default user",
        false,
        set_text<&S::redis_username>,
        show_text<&S::redis_username>},
    Setting{
        "REDIS_PASSWORD",
        "and the password",
        true,
        set_text<&S::redis_password>,
        show_text<&S::redis_password>},
    Setting{
        "REDIS_DB",
        "number of the database",
        false,
        set_number<&S::redis_database, 0, 1'000'000>,
        show_number<&S::redis_database>},
    Setting{
        "REDIS_URL",
        "all of these in one: redis://user:password@host:6379/0, rediss://… with TLS; several by "
        "commas: nodes of a cluster",
        true,
        set_url,
        show_text<&S::redis_url>},
    Setting{
        "REDIS_TLS",
        "speak TLS with it",
        false,
        set_switch<&S::redis_tls>,
        show_switch<&S::redis_tls>},
    Setting{
        "REDIS_TLS_CA_FILE",
        "who signs its certificate; empty: whom the system trusts",
        false,
        set_text<&S::redis_tls_ca_file>,
        show_text<&S::redis_tls_ca_file>},
    Setting{
        "REDIS_SENTINELS",
        "host:port of each sentinel, by commas; they are asked for the server instead",
        false,
        set_sentinels,
        show_text<&S::redis_sentinels>},
    Setting{
        "REDIS_SENTINEL_MASTER",
        "the name by which they know it",
        false,
        set_text<&S::redis_sentinel_master>,
        show_text<&S::redis_sentinel_master>},
    Setting{
        "REDIS_SENTINEL_PASSWORD",
        "their own password; empty: none",
        true,
        set_text<&S::redis_sentinel_password>,
        show_text<&S::redis_sentinel_password>},
};

db::redis::Settings server_of(const Settings& settings) {
    if (!settings.redis_url.empty()) return *parse_urls(settings.redis_url);
    db::redis::Settings redis;
    redis.server = {settings.redis_host, static_cast<std::uint16_t>(settings.redis_port)};
    redis.username = settings.redis_username;
    redis.password = settings.redis_password;
    redis.database = settings.redis_database;
    return redis;
}

}  // namespace

std::span<const Setting> redis_settings_table() {
    return table;
}

std::optional<db::redis::Settings> redis_settings(const Settings& settings) {
    if (settings.redis_host.empty() && settings.redis_url.empty() &&
        settings.redis_sentinels.empty()) {
        return std::nullopt;
    }
    auto redis = server_of(settings);
    redis.tls = redis.tls || settings.redis_tls;
    redis.tls_ca_file = settings.redis_tls_ca_file;
    for (const auto& part : split_by_commas(settings.redis_sentinels))
        redis.sentinels.push_back(*parse_endpoint(part));
    redis.master_name = settings.redis_sentinel_master;
    redis.sentinel_password = settings.redis_sentinel_password;
    return redis;
}

}  // namespace rollcall::app
