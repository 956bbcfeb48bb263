#include "access/throttle.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <arpa/inet.h>

#include "base/hash.hpp"
#include "base/ids.hpp"

namespace rollcall::access {

Throttle::Throttle(const Rule& rule)
    : rule_(rule), key_(random_bytes(32)), buckets_(std::vector<Bucket>(buckets)) {}

bool Throttle::take(std::string_view name, Time now) {
    const auto tag = hmac_sha256(key_, name);
    std::size_t index = 0;
    std::memcpy(&index, tag.data(), sizeof index);
    return buckets_.with([&](std::vector<Bucket>& all) {
        auto& bucket = all.at(index % buckets);
        const std::chrono::duration<double> passed = now - bucket.at;
        bucket = {.used = std::max(0.0, bucket.used - passed / rule_.each), .at = now};
        if (bucket.used + 1 > rule_.burst) return false;
        bucket.used += 1;
        return true;
    });
}

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

}  // namespace rollcall::access
