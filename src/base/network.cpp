#include "base/network.hpp"

#include <array>
#include <cstddef>

#include <arpa/inet.h>

namespace rollcall {

std::string network_of(std::string_view address) {
    constexpr std::size_t network_bytes = 8;
    std::array<char, sizeof(in6_addr)> bytes{};
    const std::string text(address);
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    // ::ffff:10.0.0.1 is an IPv4 address.
    const auto* parsed = reinterpret_cast<const in6_addr*>(bytes.data());
    if (IN6_IS_ADDR_V4MAPPED(parsed)) return text;
    return {bytes.data(), network_bytes};
}

}  // namespace rollcall
