#include "check/rules/expiry.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

Day on(int year, unsigned month, unsigned day) {
    return std::chrono::sys_days{
        std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

TEST(Expiry, CountsFromThePaymentElseFromJoining) {
    EXPECT_EQ(derive_expiry(on(2023, 5, 1), on(2019, 1, 1)), on(2025, 5, 1));
    EXPECT_EQ(derive_expiry(std::nullopt, on(2019, 1, 31)), on(2021, 1, 31));
    EXPECT_EQ(derive_expiry(std::nullopt, std::nullopt), std::nullopt);
}

TEST(Expiry, ClampsTheLeapDay) {
    EXPECT_EQ(derive_expiry(on(2024, 2, 29), std::nullopt), on(2026, 2, 28));
}

}  // namespace
}  // namespace rollcall::check::rules
