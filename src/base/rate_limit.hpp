// How often somebody may ask.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.hpp"
#include "base/result.hpp"

namespace rollcall {

// A token bucket for each key: a person, an address. Safe from any thread.
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

// The key of whoever asks from this address and shows no good token.
std::string stranger_at(std::string_view address);

// What is told past a limit.
Error too_many_requests();

}  // namespace rollcall
