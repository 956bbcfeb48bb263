// How often passwords may be tried: by address and by user, in memory of one size whatever comes.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"

namespace rollcall::access {

// A token bucket for each name. Names share a fixed number of buckets by a keyed hash: who shares
// one has a little less, and nobody can choose with whom. Safe from any thread.
class Throttle {
public:
    using Time = std::chrono::steady_clock::time_point;

    struct Rule {
        double burst = 10;
        std::chrono::duration<double> each{20};  // until there is one more
    };
    explicit Throttle(const Rule& rule);

    // Whether one more may be tried now; it then counts.
    bool take(std::string_view name, Time now);

private:
    static constexpr std::size_t buckets = 16'384;
    struct Bucket {
        double used = 0;
        Time at{};
    };

    const Rule rule_;
    const std::string key_;
    Guarded<std::vector<Bucket>> buckets_;
};

// Whose tries count together: an IPv4 address, or the /64 of an IPv6 one, of which one person has
// as many addresses as they like.
std::string network_of(std::string_view address);

}  // namespace rollcall::access
