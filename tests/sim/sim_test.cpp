#include "tests/sim/sim.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "base/log.hpp"

namespace rollcall::sim {
namespace {

constexpr std::uint64_t seeds_a_run = 200;
constexpr std::uint64_t blocks = 2;

// Nothing: it is not set, or no number.
std::uint64_t number_of(const char* name, std::uint64_t otherwise) {
    const char* const text = std::getenv(name);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// A storm makes thousands of lines of what it broke on purpose.
class Silent : public testing::Test {
protected:
    Silent() { log::start(log::Level::off, false); }
};

class Simulation : public Silent, public testing::WithParamInterface<std::uint64_t> {};

TEST_P(Simulation, KeepsEveryPromise) {
    const auto seeds = number_of("ROLLCALL_SIM_SEEDS", seeds_a_run) / blocks;
    Sightings seen;
    for (auto seed = GetParam() * seeds + 1; seed <= (GetParam() + 1) * seeds; ++seed) {
        const auto verdict = simulate(seed, sqlite_stores());
        seen += verdict.sightings;
        ASSERT_TRUE(verdict.complaints.empty())
            << fmt::format("{}", fmt::join(verdict.complaints, "\n"))
            << "\nthe same again, with its journal: ROLLCALL_SIM_SEED=" << seed
            << " sim_tests --gtest_filter='*OneSeed*'";
    }
    std::cout << table_of(seen);
    for (std::size_t i = 0; i < seen.counts.size(); ++i)
        EXPECT_GT(seen.counts[i], 0U) << "no schedule has shown: " << sighting_names[i];
}

INSTANTIATE_TEST_SUITE_P(Block, Simulation, testing::Range(std::uint64_t{0}, blocks));

class SimulationReplay : public Silent {};

TEST_F(SimulationReplay, OneSeed) {
    const auto seed = number_of("ROLLCALL_SIM_SEED", 1);
    const auto verdict = simulate(seed, sqlite_stores());
    if (std::getenv("ROLLCALL_SIM_SEED") != nullptr) {
        std::cout << fmt::format("{}\n", fmt::join(verdict.journal, "\n"));
    }
    EXPECT_TRUE(verdict.complaints.empty())
        << fmt::format("{}", fmt::join(verdict.complaints, "\n"));
}

TEST_F(SimulationReplay, TheSameSeedIsTheSameSchedule) {
    EXPECT_EQ(simulate(7, sqlite_stores()).journal, simulate(7, sqlite_stores()).journal);
}

class SimulationPlants : public Silent, public testing::WithParamInterface<std::uint64_t> {};

TEST_P(SimulationPlants, AreFound) {
    const auto plant = static_cast<Plant>(GetParam());
    std::uint64_t seed = 1;
    while (seed <= seeds_a_run && simulate(seed, sqlite_stores(), plant).complaints.empty())
        ++seed;
    EXPECT_LE(seed, seeds_a_run) << "no seed has found " << to_string(plant);
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    SimulationPlants,
    testing::Range(std::uint64_t{1}, std::uint64_t{plant_names.size()}),
    [](const auto& each) { return std::string(plant_names.at(each.param)); }
);

}  // namespace
}  // namespace rollcall::sim
