#include "base/calendar.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <system_error>

#include <fmt/format.h>

#include "base/zones.hpp"

namespace rollcall {
namespace {

constexpr std::size_t zone_bytes_max = 64;

}  // namespace

std::string to_iso_date(Day day) {
    const std::chrono::year_month_day date{day};
    return fmt::format(
        "{:04}-{:02}-{:02}",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day())
    );
}

std::string to_iso_time(Instant at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::hh_mm_ss time{at - day};
    return fmt::format(
        "{}T{:02}:{:02}:{:02}.{:03}Z",
        to_iso_date(day),
        time.hours().count(),
        time.minutes().count(),
        time.seconds().count(),
        time.subseconds().count()
    );
}

Day day_in_zone(Instant at, std::string_view zone) {
    const auto fields = fields_in_zone(at, zone);
    return Day{
        std::chrono::year{fields.tm_year + 1900} /
        std::chrono::month{static_cast<unsigned>(fields.tm_mon + 1)} /
        std::chrono::day{static_cast<unsigned>(fields.tm_mday)}};
}

std::string to_local_time(Instant at, std::string_view zone) {
    const auto fields = fields_in_zone(at, zone);
    return fmt::format(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        fields.tm_year + 1900,
        fields.tm_mon + 1,
        fields.tm_mday,
        fields.tm_hour,
        fields.tm_min,
        fields.tm_sec
    );
}

bool is_time_zone(std::string_view zone) {
    if (zone == "UTC") return true;
    if (zone.empty() || zone.size() > zone_bytes_max || zone.front() == '/') return false;
    if (zone.find("..") != std::string_view::npos) return false;
    std::error_code ignored;
    return std::filesystem::is_regular_file(
        std::filesystem::path("/usr/share/zoneinfo") / zone, ignored
    );
}

}  // namespace rollcall
