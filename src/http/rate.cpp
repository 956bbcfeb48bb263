#include "http/rate.hpp"

#include <algorithm>
#include <cstddef>

namespace rollcall::http {
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

std::shared_ptr<const void> UploadSlots::take(const std::string& key) {
    const bool free = taken_.with([&](auto& taken) {
        auto& count = taken[key];
        if (count >= each_) return false;
        ++count;
        return true;
    });
    if (!free) return nullptr;
    return {this, [key](UploadSlots* slots) { slots->give_back(key); }};
}

void UploadSlots::give_back(const std::string& key) {
    taken_.with([&](auto& taken) {
        const auto found = taken.find(key);
        if (--found->second == 0) taken.erase(found);
    });
}

}  // namespace rollcall::http
