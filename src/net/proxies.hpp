// Whom a request comes from, where proxies stand in front (the setting TRUSTED_PROXIES).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "http/message.hpp"

namespace rollcall::net {

// An address of either kind, those of IPv4 as IPv6 maps them, so that each has one form.
class Address {
public:
    // "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"; a scope behind % is left out.
    static std::optional<Address> parse(std::string_view text);
    std::string text() const;

    bool is_v4() const;
    bool shares_bits(const Address& other, unsigned count) const;

private:
    std::array<std::uint8_t, 16> bytes_{};
};

struct Client {
    std::string address;
    bool secure = false;  // it speaks TLS, to us or to the outermost proxy that we trust
};

// The proxies that are believed. X-Forwarded-For is read from its end: each hop that is one of them
// vouches for the one before it. `Forwarded` is not read: of two headers that say the same, a proxy
// sets one and lets the client's other one through.
class Proxies {
public:
    // Addresses and networks, "10.0.0.0/8", "::1". Refuses with validation_error what is neither.
    static Result<Proxies> parse(std::span<const std::string> list);

    bool trusts(std::string_view address) const;

    // Whom the head is from, when `line` sent it. Of a line that is no trusted proxy that is
    // itself, whatever the head says.
    Client client_of(const http::Head& head, const Client& line) const;

private:
    struct Network {
        Address address;
        unsigned bits = 0;
    };

    static std::optional<Network> parse_network(std::string_view text);
    bool trusts(const Address& address) const;

    std::vector<Network> networks_;
};

}  // namespace rollcall::net
