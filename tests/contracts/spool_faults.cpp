// Stores that break one promise each, in ways that were found in real ones: the suite's checks must
// tell every one of them.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "spool/spool.hpp"
#include "tests/contracts/spool_contract.hpp"
#include "tests/support/memory_file.hpp"

namespace rollcall::spool::tests {
namespace {

enum class Fault : std::uint8_t {
    none,
    hands_out_whatever_is_there,
    loses_what_fills_its_last_chunk,
    seals_what_was_abandoned,
    removes_nothing,
    sweeps_what_is_wanted,
    sweeps_what_is_young,
    sweeps_nothing,
    keeps_the_old_bytes_when_sealed_again,
    removes_what_was_judged_before_it_was_sealed_again,
};

class FaultySpool final : public Spool {
public:
    FaultySpool(World& real, Fault fault) : real_(real), fault_(fault) {}

    Result<std::unique_ptr<Intake>> start(std::uint64_t bytes_max) override {
        return std::make_unique<FaultyIntake>(*this, spool().start(bytes_max).value());
    }
    bool holds(std::string_view sha256) override { return spool().holds(sha256); }
    Result<Descriptor> open(std::string_view sha256) override {
        auto opened = spool().open(sha256);
        const bool refused = !opened && opened.error().code == Errc::corrupt_source;
        if (!refused || fault_ != Fault::hands_out_whatever_is_there) return opened;
        return test::memory_file("rotten");
    }
    bool is_shared() const override { return real_.spool().is_shared(); }
    std::uint64_t remove(std::string_view sha256) override {
        return fault_ == Fault::removes_nothing ? 0 : spool().remove(sha256);
    }
    std::uint64_t sweep(Instant before, const std::function<bool(std::string_view sha256)>& wanted)
        override {
        if (fault_ == Fault::sweeps_nothing) return 0;
        if (fault_ == Fault::sweeps_what_is_young) before += std::chrono::hours(2);
        std::vector<std::string> judged;
        const auto freed = spool().sweep(before, [&](std::string_view sha256) {
            const bool is_wanted = wanted(sha256);
            if (!is_wanted) judged.emplace_back(sha256);
            return is_wanted && fault_ != Fault::sweeps_what_is_wanted;
        });
        if (fault_ == Fault::removes_what_was_judged_before_it_was_sealed_again) {
            for (const auto& sha256 : judged)
                late_.push_back(sha256);
        }
        return freed;
    }

private:
    class FaultyIntake final : public Intake {
    public:
        FaultyIntake(FaultySpool& spool, std::unique_ptr<Intake> real)
            : spool_(spool), real_(std::move(real)) {}
        FaultyIntake(const FaultyIntake&) = delete;
        FaultyIntake& operator=(const FaultyIntake&) = delete;
        ~FaultyIntake() override {
            if (real_ && spool_.fault_ == Fault::seals_what_was_abandoned) std::ignore = seal();
        }

        Result<void> append(std::string_view bytes) override {
            bytes_ += bytes;
            return real_->append(bytes);
        }
        std::uint64_t size() const override { return real_->size(); }
        Result<Sealed> seal() override { return spool_.seal(std::exchange(real_, {}), bytes_); }

    private:
        FaultySpool& spool_;
        std::unique_ptr<Intake> real_;
        std::string bytes_;
    };

    Result<Sealed> seal(std::unique_ptr<Intake> intake, std::string_view bytes) {
        const bool fills_it = !bytes.empty() && bytes.size() % (256 * kib) == 0;
        if (fault_ == Fault::loses_what_fills_its_last_chunk && fills_it) {
            const auto shorter = spool().start(bytes.size()).value();
            shorter->append(bytes.substr(0, bytes.size() - 256 * kib)).value();
            return shorter->seal();
        }
        const auto name = sha256_hex(bytes);
        if (fault_ == Fault::keeps_the_old_bytes_when_sealed_again && spool().holds(name)) {
            return Sealed{name, bytes.size()};
        }
        auto sealed = intake->seal();
        for (const auto& sha256 : std::exchange(late_, {}))
            spool().remove(sha256);
        return sealed;
    }

    Spool& spool() { return real_.spool(); }

    World& real_;
    Fault fault_;
    std::vector<std::string> late_;
};

// The first implementation's world with the faulty spool in the place of its own.
class FaultyWorld final : public World {
public:
    explicit FaultyWorld(Fault fault) : faulty_(*real_, fault) {}

    Spool& spool() override { return faulty_; }
    Shelf& shelf() override { return real_->shelf(); }
    bool asks_under_lock() override { return real_->asks_under_lock(); }
    void rot(const std::string& sha256) override { real_->rot(sha256); }
    void cut(const std::string& sha256) override { real_->cut(sha256); }
    void age(const std::string& sha256) override { real_->age(sha256); }
    std::size_t things() override { return real_->things(); }

private:
    std::unique_ptr<World> real_ = implementations().front().make();
    FaultySpool faulty_;
};

std::vector<std::string> broken_by(Fault fault) {
    std::vector<std::string> broken;
    for (const auto& promise : promises()) {
        FaultyWorld world(fault);
        if (promise.broken(world)) broken.push_back(promise.name);
    }
    return broken;
}

struct Case {
    std::string name;
    Fault fault = Fault::none;
    std::vector<std::string> broken;
};

std::vector<Case> cases() {
    return {
        {"none", Fault::none, {}},
        {"hands_out_whatever_is_there",
         Fault::hands_out_whatever_is_there,
         {"refuses_rotten_bytes", "refuses_bytes_that_lost_their_end"}},
        {"loses_what_fills_its_last_chunk",
         Fault::loses_what_fills_its_last_chunk,
         {"hands_back_every_size", "hands_back_20_mib"}},
        {"seals_what_was_abandoned",
         Fault::seals_what_was_abandoned,
         {"leaves_nothing_of_an_abandoned_upload"}},
        {"removes_nothing", Fault::removes_nothing, {"leaves_nothing_of_what_is_removed"}},
        {"sweeps_what_is_wanted", Fault::sweeps_what_is_wanted, {"sweeps_nothing_that_is_wanted"}},
        {"sweeps_what_is_young",
         Fault::sweeps_what_is_young,
         {"sweeps_nothing_young", "makes_young_what_is_sealed_again"}},
        {"sweeps_nothing",
         Fault::sweeps_nothing,
         {"sweeps_what_is_old_and_unwanted", "keeps_what_is_sealed_while_it_sweeps"}},
        {"keeps_the_old_bytes_when_sealed_again",
         Fault::keeps_the_old_bytes_when_sealed_again,
         {"mends_rotten_bytes_by_the_same_again", "makes_young_what_is_sealed_again"}},
        {"removes_what_was_judged_before_it_was_sealed_again",
         Fault::removes_what_was_judged_before_it_was_sealed_again,
         {"keeps_what_is_sealed_while_it_sweeps"}},
    };
}

// NOLINTNEXTLINE(readability-identifier-naming): the library's name
void PrintTo(const Case& each, std::ostream* out) {
    *out << each.name;
}

using SpoolFaults = testing::TestWithParam<Case>;

TEST_P(SpoolFaults, AreToldByThePromisesThatTheyBreakAndNoOther) {
    EXPECT_EQ(broken_by(GetParam().fault), GetParam().broken);
}

INSTANTIATE_TEST_SUITE_P(Every, SpoolFaults, testing::ValuesIn(cases()), [](const auto& each) {
    return each.param.name;
});

}  // namespace
}  // namespace rollcall::spool::tests
