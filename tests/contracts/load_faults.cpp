// Exactly once, whatever breaks: the n-th call of a loader throws, before or after its effect, and
// the attempt begins again as a worker would.
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "tests/contracts/load_contract.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/wrapped_loader.hpp"

namespace rollcall::load::tests {
namespace {

using check::Field;
using check::Verdict;

struct Fault {
    unsigned at_call = 0;
    bool after_effect = false;
};

// Counts the calls of a loader and of its loads together, and strikes at one of them.
class Strikes {
public:
    explicit Strikes(Fault fault) : fault_(fault) {}

    bool struck() const { return calls_ >= fault_.at_call; }

    template <class Call>
    auto operator()(std::string_view, Call call) {
        const bool strikes = ++calls_ == fault_.at_call;
        if (strikes && !fault_.after_effect) throw Failure("before", Broken::database);
        auto result = call();
        if (strikes) throw Failure("after", Broken::database);
        return result;
    }

private:
    Fault fault_;
    unsigned calls_ = 0;
};

class FaultyLoader final : public WrappedLoader<Strikes> {
public:
    FaultyLoader(Loader& real, Fault fault) : WrappedLoader(real, Strikes(fault)) {}
    bool struck() const { return around().struck(); }
};

constexpr std::uint32_t chunk_count = 4;
constexpr std::uint32_t chunk_rows = 20;

// Of each twenty rows one is invalid and one is of a member that exists.
check::Chunk chunk_number(std::uint32_t number) {
    auto chunk = people(number * chunk_rows, chunk_rows);
    chunk.rows[3].verdict = Verdict::invalid;
    return chunk;
}

bool run_attempt(Loader& loader, std::uint64_t epoch) {
    try {
        const auto load = loader.begin(plan_of(1, epoch));
        EXPECT_TRUE(load);
        EXPECT_TRUE((*load)->note_facts("{}"));
        while ((*load)->cursor().next_chunk < chunk_count) {
            auto chunk = chunk_number((*load)->cursor().next_chunk);
            EXPECT_TRUE((*load)->append(chunk));
        }
        return true;
    } catch (const Failure&) {
        return false;
    }
}

class LoadFaults : public testing::TestWithParam<std::tuple<Implementation, Fault>> {
protected:
    void SetUp() override {
        if (!world_) GTEST_SKIP() << rollcall::tests::no_postgres;
    }
    // The members of rows 5, 25, 45, 65, before the job.
    void store_some() {
        const auto load = *world_->loader().begin(plan_of(9));
        auto chunk = chunk_of({person(5), person(25), person(45), person(65)});
        ASSERT_TRUE(load->append(chunk));
    }

    std::unique_ptr<World> world_ = std::get<0>(GetParam()).make();
};

TEST_P(LoadFaults, LoadEveryRowExactlyOnce) {
    store_some();
    FaultyLoader loader(world_->loader(), std::get<1>(GetParam()));

    std::uint64_t epoch = 1;
    while (!run_attempt(loader, epoch))
        ++epoch;

    EXPECT_TRUE(loader.struck());
    EXPECT_TRUE(world_->ledger().verify(job_of(1)));
    const auto tally = world_->ledger().find(job_of(1))->cursor.tally;
    // A row that was applied twice would stand among the unchanged.
    EXPECT_EQ(tally.of(Outcome::inserted), 72U);
    EXPECT_EQ(tally.of(Outcome::unchanged), 4U);
    EXPECT_EQ(tally.of(Outcome::invalid), 4U);
    EXPECT_EQ(world_->member_count(), 76U);
    std::set<std::uint64_t> ordinals;
    for (const auto& record : records(world_->ledger(), job_of(1)))
        ordinals.insert(record.ordinal);
    EXPECT_EQ(ordinals.size(), 80U);
}

// A whole run is begin, note_facts and the chunks.
std::vector<Fault> every_fault() {
    std::vector<Fault> faults;
    for (unsigned call = 1; call <= 2 + chunk_count; ++call) {
        faults.push_back({call, false});
        faults.push_back({call, true});
    }
    return faults;
}

INSTANTIATE_TEST_SUITE_P(
    Each,
    LoadFaults,
    testing::Combine(testing::ValuesIn(implementations()), testing::ValuesIn(every_fault())),
    [](const auto& each) {
        const auto fault = std::get<1>(each.param);
        return std::get<0>(each.param).name +
               (fault.after_effect ? "_after_call_" : "_before_call_") +
               std::to_string(fault.at_call);
    }
);

}  // namespace
}  // namespace rollcall::load::tests
