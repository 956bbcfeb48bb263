#include "event/bus.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace rollcall::event {
namespace {

TEST(Bus, HandsEachEventToEverySubscriber) {
    Bus bus;
    int first = 0;
    int second = 0;
    const auto a = bus.subscribe([&](const Event&) { ++first; });
    const auto b = bus.subscribe([&](const Event&) { ++second; });

    bus.publish(JobQueued{});

    EXPECT_EQ(first, 1);
    EXPECT_EQ(second, 1);
}

TEST(Bus, IsSilentOnceTheSubscriptionHasEnded) {
    Bus bus;
    int heard = 0;
    {
        const auto subscription = bus.subscribe([&](const Event&) { ++heard; });
        bus.publish(JobQueued{});
    }

    bus.publish(JobQueued{});

    EXPECT_EQ(heard, 1);
}

TEST(Bus, ASubscriptionMayBeMoved) {
    Bus bus;
    int heard = 0;
    Bus::Subscription kept;
    {
        auto subscription = bus.subscribe([&](const Event&) { ++heard; });
        kept = std::move(subscription);
    }

    bus.publish(JobQueued{});

    EXPECT_EQ(heard, 1);
}

TEST(Bus, WhoCarriesEventsInDoesNotHearItsOwn) {
    Bus bus;
    int carried = 0;
    int heard = 0;
    const auto carrier = bus.subscribe([&](const Event&) { ++carried; });
    const auto other = bus.subscribe([&](const Event&) { ++heard; });

    bus.publish_past(carrier, JobQueued{});
    bus.publish(JobQueued{});

    EXPECT_EQ(carried, 1);
    EXPECT_EQ(heard, 2);
}

}  // namespace
}  // namespace rollcall::event
