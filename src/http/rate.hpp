// How often and how much at once somebody may ask.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.hpp"

namespace rollcall::http {

// A token bucket for each person (or address). Safe from any thread.
class RateLimit {
public:
    using Time = std::chrono::steady_clock::time_point;

    // `per_second` 0: everything passes.
    struct Rule {
        double per_second = 50;
        double burst = 200;
    };
    explicit RateLimit(const Rule& rule) : rule_(rule) {}

    bool take(const std::string& key, Time now);
    // Whether `take` would; takes nothing.
    bool has_room(const std::string& key, Time now) const;

private:
    struct Bucket {
        double tokens = 0;
        Time at;
    };
    using Buckets = std::unordered_map<std::string, Bucket>;

    // Full buckets are forgotten: they are what a stranger's first one is.
    void forget_full(Buckets& buckets, Time now) const;
    double tokens_at(const Bucket& bucket, Time now) const;

    Rule rule_;
    Guarded<Buckets> buckets_;
};

// How many uploads somebody has under way. Safe from any thread.
class UploadSlots {
public:
    explicit UploadSlots(std::uint32_t each) : each_(each) {}

    // A place, free again once its last copy is gone, before the slots are; null when all are
    // taken.
    std::shared_ptr<const void> take(const std::string& key);

private:
    void give_back(const std::string& key);

    std::uint32_t each_;
    Guarded<std::unordered_map<std::string, std::uint32_t>> taken_;
};

}  // namespace rollcall::http
