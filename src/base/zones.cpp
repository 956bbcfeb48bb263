#include "base/zones.hpp"

#include <chrono>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

#include <bits/chrono.h>

#include "base/calendar.hpp"
#include "base/clock.hpp"
#include "base/guarded.hpp"

namespace rollcall {
namespace {

// The C library knows one zone at a time, by the environment: one conversion at a time.
class LocalTime {
public:
    LocalTime() {
        // NOLINTNEXTLINE(concurrency-mt-unsafe): nobody has set it yet, for only we do
        const char* const zone = std::getenv("TZ");
        machine_ = zone == nullptr ? "" : zone;
        if (machine_.starts_with(':')) machine_.erase(0, 1);
    }
    const std::string& machine() const { return machine_; }
    std::tm in_zone(std::time_t seconds, std::string_view zone) {
        if (zone != current_) {
            current_ = zone;
            // NOLINTBEGIN(misc-include-cleaner): POSIX has them in C's own headers
            ::setenv("TZ", (":" + current_).c_str(), 1);
            ::tzset();
            // NOLINTEND(misc-include-cleaner)
        }
        std::tm fields{};
        ::localtime_r(&seconds, &fields);
        return fields;
    }

private:
    std::string machine_;  // TZ as the process began with it
    std::string current_;
};

Guarded<LocalTime>& local_time() {
    static Guarded<LocalTime> local;
    return local;
}

}  // namespace

std::tm fields_in_zone(Instant at, std::string_view zone) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    return local_time().with([&](LocalTime& time) { return time.in_zone(seconds, zone); });
}

std::chrono::seconds utc_offset(Instant at, std::string_view zone) {
    return std::chrono::seconds(fields_in_zone(at, zone).tm_gmtoff);
}

std::string machine_zone() {
    auto named = local_time().with([](const LocalTime& time) { return time.machine(); });
    if (is_time_zone(named)) return named;
    constexpr std::string_view by_file = "localtime";
    return std::string(is_time_zone(by_file) ? by_file : "UTC");
}

}  // namespace rollcall
