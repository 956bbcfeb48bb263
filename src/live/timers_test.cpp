#include "live/timers.hpp"

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.hpp"

namespace rollcall::live {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LiveTimers : public ::testing::Test {
protected:
    void pass(int milliseconds) {
        clock_.advance(Milliseconds{milliseconds});
        timers_.run_due();
    }

    ManualClock clock_;
    std::vector<Timers::Time> asked_;
    Timers timers_{clock_, [this](Timers::Time when) { asked_.push_back(when); }};
    std::vector<int> rung_;
};

TEST_F(LiveTimers, RingInTheOrderOfTheirDeadlines) {
    Timer late(timers_, [this] { rung_.push_back(2); });
    Timer early(timers_, [this] { rung_.push_back(1); });
    late.in(Milliseconds{20});
    early.in(Milliseconds{10});

    pass(20);

    EXPECT_THAT(rung_, ElementsAre(1, 2));
}

TEST_F(LiveTimers, RingAtTheirDeadlineAndNotAMillisecondBefore) {
    Timer timer(timers_, [this] { rung_.push_back(1); });
    timer.in(Milliseconds{10});

    pass(9);
    EXPECT_THAT(rung_, IsEmpty());
    pass(1);
    EXPECT_THAT(rung_, ElementsAre(1));
}

TEST_F(LiveTimers, AskForAnEarlierWakingOnlyWhenTheFirstDeadlineMoved) {
    const auto start = clock_.steady();
    Timer first(timers_, [] {});
    Timer second(timers_, [] {});

    first.in(Milliseconds{20});
    second.in(Milliseconds{30});
    second.in(Milliseconds{10});

    EXPECT_THAT(asked_, ElementsAre(start + Milliseconds{20}, start + Milliseconds{10}));
}

TEST_F(LiveTimers, KnowOnlyTheLastDeadlineOfATimer) {
    Timer timer(timers_, [this] { rung_.push_back(1); });
    timer.in(Milliseconds{10});
    timer.in(Milliseconds{30});

    pass(20);

    EXPECT_THAT(rung_, IsEmpty());
    EXPECT_EQ(timers_.next(), clock_.steady() + Milliseconds{10});
}

TEST_F(LiveTimers, ATimerMayDestroyItselfAndAnother) {
    std::unique_ptr<Timer> other;
    std::unique_ptr<Timer> self = std::make_unique<Timer>(timers_, [&] {
        rung_.push_back(1);
        other.reset();
        self.reset();
    });
    other = std::make_unique<Timer>(timers_, [this] { rung_.push_back(2); });
    self->in(Milliseconds{10});
    other->in(Milliseconds{10});

    pass(10);

    EXPECT_THAT(rung_, ElementsAre(1));
    EXPECT_EQ(timers_.next(), std::nullopt);
}

TEST_F(LiveTimers, ATimerThatSetsItselfForNowWaitsForTheNextCall) {
    std::optional<Timer> timer;
    timer.emplace(timers_, [&] {
        rung_.push_back(1);
        timer->in(Milliseconds{0});
    });
    timer->in(Milliseconds{0});

    pass(0);
    EXPECT_THAT(rung_, ElementsAre(1));
    pass(1);
    EXPECT_THAT(rung_, ElementsAre(1, 1));
}

TEST_F(LiveTimers, AnActionThatThrowsKeepsNoLaterDeadlineFromBeingAskedFor) {
    Timer broken(timers_, [] { throw std::runtime_error("as asked"); });
    Timer other(timers_, [this] { rung_.push_back(1); });
    broken.in(Milliseconds{10});
    EXPECT_THROW(pass(10), std::runtime_error);
    asked_.clear();

    other.in(Milliseconds{5});

    EXPECT_THAT(asked_, ElementsAre(clock_.steady() + Milliseconds{5}));
    pass(5);
    EXPECT_THAT(rung_, ElementsAre(1));
}

TEST_F(LiveTimers, ACancelledTimerStaysSilent) {
    Timer timer(timers_, [this] { rung_.push_back(1); });
    timer.in(Milliseconds{10});
    timer.cancel();

    pass(20);

    EXPECT_THAT(rung_, IsEmpty());
    EXPECT_FALSE(timer.is_set());
}

}  // namespace
}  // namespace rollcall::live
