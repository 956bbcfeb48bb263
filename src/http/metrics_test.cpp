#include "http/metrics.hpp"

#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::http {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, CountByRouteAndStatus) {
    Metrics metrics;

    metrics.answered("status", 200);
    metrics.answered("status", 200);
    metrics.answered("", 404);
    metrics.took("status", std::chrono::milliseconds(3));
    metrics.uploaded(123);
    const auto text = metrics.text(
        {.counts = {.waiting = 4, .failed = 1}, .paused = true, .degraded = 1, .broadcasts = {}}
    );

    EXPECT_THAT(text, HasSubstr(R"(rollcall_http_requests_total{route="status",status="200"} 2)"));
    EXPECT_THAT(text, HasSubstr(R"(rollcall_http_requests_total{route="none",status="404"} 1)"));
    EXPECT_THAT(text, HasSubstr(R"(rollcall_http_handler_seconds_count{route="status"} 1)"));
    EXPECT_THAT(text, HasSubstr("rollcall_uploaded_bytes_total 123"));
    EXPECT_THAT(text, HasSubstr(R"(rollcall_queue_jobs{state="waiting"} 4)"));
    EXPECT_THAT(text, HasSubstr(R"(rollcall_queue_jobs{state="failed"} 1)"));
    EXPECT_THAT(text, HasSubstr("rollcall_queue_paused 1"));
    EXPECT_THAT(text, HasSubstr("rollcall_degraded_stores 1"));
    EXPECT_THAT(text, testing::ContainsRegex("process_resident_memory_bytes [1-9]"));
}

TEST(Metrics, CountWhatWasLostOfBroadcastsWhereThereAreOtherServers) {
    Metrics metrics;
    EXPECT_THAT(metrics.text({}), Not(HasSubstr("rollcall_broadcasts_malformed_total 0")));

    Metrics::State state;
    state.broadcasts = {1, 2, 3};
    std::ignore = metrics.text(state);
    state.broadcasts = {4, 5, 6};
    const auto text = metrics.text(state);

    EXPECT_THAT(text, HasSubstr("rollcall_broadcasts_malformed_total 4"));
    EXPECT_THAT(text, HasSubstr(R"(rollcall_broadcasts_dropped_total{direction="in"} 5)"));
    EXPECT_THAT(text, HasSubstr(R"(rollcall_broadcasts_dropped_total{direction="out"} 6)"));
}

}  // namespace
}  // namespace rollcall::http
