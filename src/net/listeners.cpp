#include "net/listeners.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/result.hpp"
#include "net/asio.hpp"

namespace rollcall::net {
namespace {

struct Place {
    asio::ip::address address;
    bool may_be_missing = false;
};

Result<std::vector<Place>> places_of(const std::vector<std::string>& hosts) {
    std::vector<Place> places;
    for (const auto& host : hosts) {
        if (host == "localhost") {
            places.push_back({asio::ip::address_v4::loopback(), false});
            places.push_back({asio::ip::address_v6::loopback(), true});
            continue;
        }
        ErrorCode error;
        const auto address = asio::ip::make_address(host, error);
        if (error) {
            return refuse(
                Errc::unavailable,
                fmt::format("Cannot listen on {}: give an address, or localhost.", host)
            );
        }
        places.push_back({address, false});
    }
    return places;
}

ErrorCode listen(Acceptor& acceptor, const Tcp::endpoint& endpoint) {
    ErrorCode error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && endpoint.address().is_v6()) {
        acceptor.set_option(asio::ip::v6_only(true), error);
    }
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) acceptor.non_blocking(true, error);
    return error;
}

struct Attempt {
    std::vector<Acceptor> acceptors;
    ErrorCode error;
    Tcp::endpoint failed;
};

Attempt listen_once(asio::io_context& io, const std::vector<Place>& places, std::uint16_t port) {
    Attempt attempt;
    for (const auto& [address, may_be_missing] : places) {
        const Tcp::endpoint endpoint(address, port);
        Acceptor acceptor(io.get_executor());
        const auto error = listen(acceptor, endpoint);
        if (error && may_be_missing && error != asio::error::address_in_use) continue;
        if (error) {
            attempt.error = error;
            attempt.failed = endpoint;
            return attempt;
        }
        // The others follow the first to the port that it got.
        port = acceptor.local_endpoint().port();
        attempt.acceptors.push_back(std::move(acceptor));
    }
    return attempt;
}

}  // namespace

Result<std::vector<Acceptor>>
listen_on(asio::io_context& io, const std::vector<std::string>& hosts, std::uint16_t port) {
    // A free port of one address may be taken on another.
    constexpr int attempts_max = 16;
    const auto places = places_of(hosts);
    if (!places) return std::unexpected(places.error());
    for (int i = 1;; ++i) {
        auto attempt = listen_once(io, *places, port);
        if (!attempt.error) return std::move(attempt.acceptors);
        if (port != 0 || i == attempts_max) {
            return refuse(
                Errc::unavailable,
                fmt::format(
                    "Cannot listen on {} port {}: {}.",
                    attempt.failed.address().to_string(),
                    attempt.failed.port(),
                    attempt.error.message()
                )
            );
        }
    }
}

}  // namespace rollcall::net
