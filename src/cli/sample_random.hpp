// Numbers that look random and follow from what they were made of.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rollcall::cli {

// Spreads a number over all 64 bits; no two come out the same.
constexpr std::uint64_t scatter(std::uint64_t x) {
    x ^= x >> 30U;
    x *= 0xBF58476D1CE4E5B9U;
    x ^= x >> 27U;
    x *= 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

// Numbers that follow from what it was made of (Steele, Lea and Flood's SplitMix).
class Random {
public:
    Random(std::uint64_t seed, std::uint64_t row) : state_(scatter(seed) ^ scatter(~row)) {}

    std::uint64_t below(std::uint64_t end) {
        state_ += 0x9E3779B97F4A7C15U;
        return ((scatter(state_) >> 32U) * end) >> 32U;
    }
    bool one_in(std::uint64_t count) { return below(count) == 0; }
    template <std::size_t N>
    std::string_view of(const std::array<std::string_view, N>& list) {
        return list[below(N)];
    }

private:
    std::uint64_t state_;
};

}  // namespace rollcall::cli
