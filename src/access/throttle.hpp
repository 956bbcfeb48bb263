// How often passwords may be tried: by address and by user, in memory of one size whatever comes.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
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

    // Whether this refusal is the first within a minute: who tries on and on fills no record.
    bool is_news(std::string_view name, Time now);

private:
    static constexpr std::size_t buckets = 16'384;
    struct Bucket {
        double used = 0;
        Time at{};
        std::optional<Time> told{};  // when a refusal was news last
    };
    // Which bucket is the name's.
    std::size_t index_of(std::string_view name) const;

    const Rule rule_;
    const std::string key_;
    Guarded<std::vector<Bucket>> buckets_;
};

}  // namespace rollcall::access
