#include "access/throttle.hpp"

#include <algorithm>
#include <cstring>

#include "base/hash.hpp"
#include "base/ids.hpp"

namespace rollcall::access {

Throttle::Throttle(const Rule& rule)
    : rule_(rule), key_(random_bytes(32)), buckets_(std::vector<Bucket>(buckets)) {}

std::size_t Throttle::index_of(std::string_view name) const {
    const auto tag = hmac_sha256(key_, name);
    std::size_t index = 0;
    std::memcpy(&index, tag.data(), sizeof index);
    return index % buckets;
}

bool Throttle::take(std::string_view name, Time now) {
    const auto index = index_of(name);
    return buckets_.with([&](std::vector<Bucket>& all) {
        auto& bucket = all.at(index);
        const std::chrono::duration<double> passed = now - bucket.at;
        bucket.used = std::max(0.0, bucket.used - passed / rule_.each);
        bucket.at = now;
        if (bucket.used + 1 > rule_.burst) return false;
        bucket.used += 1;
        return true;
    });
}

bool Throttle::is_news(std::string_view name, Time now) {
    const auto index = index_of(name);
    return buckets_.with([&](std::vector<Bucket>& all) {
        auto& told = all.at(index).told;
        if (told && now - *told < std::chrono::minutes{1}) return false;
        told = now;
        return true;
    });
}

}  // namespace rollcall::access
