#include "base/rate_limit.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/network.hpp"
#include "base/result.hpp"

namespace rollcall {
namespace {

constexpr std::size_t buckets_max = 10'000;

}  // namespace

double RateLimit::tokens_at(const Bucket& bucket, Time now) const {
    const std::chrono::duration<double> passed = now - bucket.at;
    return std::min(rule_.burst, bucket.tokens + passed.count() * rule_.per_second);
}

void RateLimit::forget_full(Buckets& buckets, Time now) const {
    std::erase_if(buckets, [&](const auto& one) {
        return tokens_at(one.second, now) >= rule_.burst;
    });
}

bool RateLimit::take(const std::string& key, Time now) {
    if (rule_.per_second <= 0) return true;
    return buckets_.with([&](Buckets& buckets) {
        if (buckets.size() >= buckets_max) forget_full(buckets, now);
        auto& bucket = buckets.try_emplace(key, Bucket{rule_.burst, now}).first->second;
        bucket = {tokens_at(bucket, now), now};
        if (bucket.tokens < 1) return false;
        bucket.tokens -= 1;
        return true;
    });
}

bool RateLimit::has_room(const std::string& key, Time now) const {
    if (rule_.per_second <= 0) return true;
    return buckets_.with([&](const Buckets& buckets) {
        const auto found = buckets.find(key);
        return found == buckets.end() || tokens_at(found->second, now) >= 1;
    });
}

std::string stranger_at(std::string_view address) {
    return "peer " + network_of(address);
}

Error too_many_requests() {
    return {Errc::rate_limit_exceeded, "Too many requests; wait a second.", {}};
}

}  // namespace rollcall
