#include "db/redis/backoff.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

namespace rollcall::db::redis {

Chance system_chance() {
    return [engine = std::minstd_rand(std::random_device{}())]() mutable {
        return std::uniform_real_distribution<double>(0, 1)(engine);
    };
}

std::chrono::milliseconds Backoff::next() {
    const auto whole = std::exchange(whole_, std::min(2 * whole_, max));
    const auto half = static_cast<double>(whole.count()) / 2;
    return std::chrono::milliseconds(std::chrono::milliseconds::rep(half + half * chance_()));
}

}  // namespace rollcall::db::redis
