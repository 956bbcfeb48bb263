#include "app/settings_door.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "app/settings.hpp"
#include "app/settings_values.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "net/proxies.hpp"

namespace rollcall::app {
namespace {

Result<void> set_trusted_proxies(Settings& settings, std::string_view text) {
    const auto parsed = net::Proxies::parse(split_by_commas(text));
    if (!parsed) {
        return wrong(
            "addresses and networks by commas, such as 10.0.0.0/8: " + parsed.error().message
        );
    }
    settings.trusted_proxies = std::string(text);
    return {};
}

// As a browser names it: scheme, host and port alone.
bool is_origin(std::string_view text) {
    const auto scheme = text.find("://");
    return scheme != std::string_view::npos && scheme > 0 && scheme + 3 < text.size() &&
           text.substr(scheme + 3).find_first_of("/*?#@ ") == std::string_view::npos;
}

Result<void> set_origins(Settings& settings, std::string_view text) {
    if (!std::ranges::all_of(split_by_commas(text), is_origin)) {
        return wrong(
            "origins by commas, such as https://app.example.org, without a path; each is named: "
            "there is no \"*\""
        );
    }
    settings.cors_origins = std::string(text);
    return {};
}

// Below it a client that asks twice a second for how its job goes would be held up.
constexpr std::uint32_t requests_least = 3;

Result<void> set_requests(Settings& settings, std::string_view text) {
    const auto value = parse_number(text);
    if (!value || *value > 1'000'000 || (*value > 0 && *value < requests_least)) {
        return wrong(
            "0, which is no limit, or a whole number from 3 to 1000000: a client may ask twice a "
            "second how its job goes"
        );
    }
    settings.requests_per_second = static_cast<std::uint32_t>(*value);
    return {};
}

using S = Settings;
constexpr std::uint64_t hour_ms = 3'600'000;

constexpr std::array table{
    Setting{
        "REQUESTS_PER_SECOND",
        "requests that one person may send, and sockets that an address may open; 0: no limit",
        false,
        set_requests,
        show_number<&S::requests_per_second>},
    Setting{
        "REQUESTS_BURST",
        "and so many at once",
        false,
        set_number<&S::requests_burst, 1, 1'000'000>,
        show_number<&S::requests_burst>},
    Setting{
        "UPLOADS_PER_USER",
        "uploads that one person may have under way",
        false,
        set_number<&S::uploads_per_user, 1, 10'000>,
        show_number<&S::uploads_per_user>},
    Setting{
        "MAX_CONNECTIONS",
        "connections at a time, beside those of MAX_SOCKETS",
        false,
        set_number<&S::connections_max, 1, 1'000'000>,
        show_number<&S::connections_max>},
    Setting{
        "MAX_CONNECTIONS_PER_ADDRESS",
        "and of one address, beside those of MAX_SOCKETS_PER_ADDRESS",
        false,
        set_number<&S::connections_per_address_max, 1, 1'000'000>,
        show_number<&S::connections_per_address_max>},
    Setting{
        "HEADER_TIMEOUT_MS",
        "time for a request's headers, and for the handshake of TLS",
        false,
        set_number<&S::header_timeout_ms, 100, hour_ms>,
        show_number<&S::header_timeout_ms>},
    Setting{
        "IDLE_TIMEOUT_MS",
        "a connection without a request is kept so long",
        false,
        set_number<&S::idle_timeout_ms, 100, hour_ms>,
        show_number<&S::idle_timeout_ms>},
    Setting{
        "TRANSFER_GRACE_MS",
        "after this time a body or an answer must have kept its rate",
        false,
        set_number<&S::transfer_grace_ms, 100, hour_ms>,
        show_number<&S::transfer_grace_ms>},
    Setting{
        "TRANSFER_BYTES_PER_SECOND",
        "the rate that it must keep on average",
        false,
        set_number<&S::transfer_bytes_per_second, 1, gib>,
        show_number<&S::transfer_bytes_per_second>},
    Setting{
        "CORS_ORIGINS",
        "origins that browsers may call from, by commas; empty: none",
        false,
        set_origins,
        show_text<&S::cors_origins>},
    Setting{
        "TRUSTED_PROXIES",
        "addresses and networks whose X-Forwarded-For is believed; empty: none",
        false,
        set_trusted_proxies,
        show_text<&S::trusted_proxies>},
    Setting{
        "TLS_CERT_FILE",
        "certificate, and those above it, as PEM; read again when it changes; empty: no TLS",
        false,
        set_text<&S::tls_cert_file>,
        show_text<&S::tls_cert_file>},
    Setting{
        "TLS_KEY_FILE",
        "and its key",
        false,
        set_text<&S::tls_key_file>,
        show_text<&S::tls_key_file>},
    Setting{
        "METRICS_TOKEN",
        "bearer token that /metrics asks for; empty: none",
        true,
        set_text<&S::metrics_token>,
        show_text<&S::metrics_token>},
};

}  // namespace

std::span<const Setting> door_settings() {
    return table;
}

}  // namespace rollcall::app
