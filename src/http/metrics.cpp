#include "http/metrics.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

namespace rollcall::http {
namespace {

// Bytes of this process in memory; 0 where /proc does not tell.
double resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::uint64_t pages_total = 0;
    std::uint64_t pages_resident = 0;
    if (!(file >> pages_total >> pages_resident)) return 0;
    return static_cast<double>(pages_resident) * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

const prometheus::Histogram::BucketBoundaries& seconds_buckets() {
    static const prometheus::Histogram::BucketBoundaries buckets{
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60};
    return buckets;
}

template <class Value>
prometheus::Family<Value>&
family(prometheus::Registry& registry, std::string_view name, std::string_view help) {
    const auto build = [] {
        if constexpr (std::is_same_v<Value, prometheus::Counter>) {
            return prometheus::BuildCounter();
        } else if constexpr (std::is_same_v<Value, prometheus::Gauge>) {
            return prometheus::BuildGauge();
        } else {
            return prometheus::BuildHistogram();
        }
    };
    return build().Name(std::string(name)).Help(std::string(help)).Register(registry);
}

// Who counts is another room; a counter here can only grow.
void count_up_to(prometheus::Counter& counter, std::uint64_t count) {
    counter.Increment(static_cast<double>(count) - counter.Value());
}

}  // namespace

struct Metrics::Families {
    prometheus::Registry registry;
    prometheus::Family<prometheus::Counter>& requests = family<prometheus::Counter>(
        registry,
        "rollcall_http_requests_total",
        "Requests answered, by route and status"
    );
    prometheus::Family<prometheus::Histogram>& seconds = family<prometheus::Histogram>(
        registry,
        "rollcall_http_handler_seconds",
        "Time that handlers took, by route"
    );
    prometheus::Counter& uploaded = family<prometheus::Counter>(
                                        registry,
                                        "rollcall_uploaded_bytes_total",
                                        "Bytes of files that became jobs"
    )
                                        .Add({});
    prometheus::Family<prometheus::Gauge>& jobs =
        family<prometheus::Gauge>(registry, "rollcall_queue_jobs", "Jobs by state");
    prometheus::Gauge& paused =
        family<prometheus::Gauge>(registry, "rollcall_queue_paused", "1 while the queue is paused")
            .Add({});
    prometheus::Gauge& degraded = family<prometheus::Gauge>(
                                      registry,
                                      "rollcall_degraded_stores",
                                      "Stores that do not answer, but can be done without"
    )
                                      .Add({});
    prometheus::Family<prometheus::Counter>& malformed = family<prometheus::Counter>(
        registry,
        "rollcall_broadcasts_malformed_total",
        "Socket.IO broadcasts over Redis that were not understood"
    );
    prometheus::Family<prometheus::Counter>& dropped = family<prometheus::Counter>(
        registry,
        "rollcall_broadcasts_dropped_total",
        "Socket.IO broadcasts over Redis that were too many, by direction"
    );
    prometheus::Gauge& memory = family<prometheus::Gauge>(
                                    registry,
                                    "process_resident_memory_bytes",
                                    "Resident memory of this process"
    )
                                    .Add({});

    void count(const LostBroadcasts& lost) {
        count_up_to(malformed.Add({}), lost.malformed);
        count_up_to(dropped.Add({{"direction", "in"}}), lost.dropped_in);
        count_up_to(dropped.Add({{"direction", "out"}}), lost.dropped_out);
    }
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::answered(std::string_view route, unsigned status) {
    families_->requests
        .Add({
            {"route", route.empty() ? "none" : std::string(route)},
            {"status", std::to_string(status)},
        })
        .Increment();
}

void Metrics::took(std::string_view route, std::chrono::duration<double> time) {
    families_->seconds.Add({{"route", std::string(route)}}, seconds_buckets())
        .Observe(time.count());
}

void Metrics::uploaded(std::uint64_t bytes) {
    families_->uploaded.Increment(static_cast<double>(bytes));
}

std::string Metrics::text(const State& state) {
    const auto& counts = state.counts;
    const std::array<std::pair<const char*, std::uint64_t>, 7> states{{
        {"waiting", counts.waiting},
        {"delayed", counts.delayed},
        {"active", counts.active},
        {"completed", counts.completed},
        {"failed", counts.failed},
        {"cancelled", counts.cancelled},
        {"paused", counts.paused},
    }};
    for (const auto& [name, count] : states) {
        families_->jobs.Add({{"state", name}}).Set(static_cast<double>(count));
    }
    families_->paused.Set(state.paused ? 1 : 0);
    families_->degraded.Set(static_cast<double>(state.degraded));
    if (state.broadcasts) families_->count(*state.broadcasts);
    families_->memory.Set(resident_bytes());
    return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace rollcall::http
