#include "base/iso_time.hpp"

#include <string_view>

#include <gtest/gtest.h>

#include "base/calendar.hpp"

namespace rollcall {
namespace {

TEST(IsoTime, ReadsTimesAsJavaScriptWritesThem) {
    const auto read = [](std::string_view text) {
        const auto at = parse_iso_time(text);
        return at ? to_iso_time(*at) : "";
    };

    EXPECT_EQ(read("2026-03-09T10:11:12.345Z"), "2026-03-09T10:11:12.345Z");
    EXPECT_EQ(read("2026-03-09T10:11:12Z"), "2026-03-09T10:11:12.000Z");
    EXPECT_EQ(read("2026-03-09T10:11"), "2026-03-09T10:11:00.000Z");
    EXPECT_EQ(read("2026-03-09T10:11:12.3456789+02:30"), "2026-03-09T07:41:12.345Z");
    EXPECT_EQ(read("2026-03-09T24:00:00-01:00"), "2026-03-10T01:00:00.000Z");
    EXPECT_EQ(read("2026-03-09"), "2026-03-09T00:00:00.000Z");
    EXPECT_EQ(read("2026-03"), "2026-03-01T00:00:00.000Z");
    EXPECT_EQ(read("2026"), "2026-01-01T00:00:00.000Z");
}

TEST(IsoTime, RefusesWhatIsNoTime) {
    for (const auto* text :
         {"",
          "soon",
          "26",
          "2026-",
          "2026-13",
          "2026-02-30",
          "2026-03-09T",
          "2026-03-09T10",
          "2026-03-09T10:61",
          "2026-03-09T10:11:60Z",
          "2026-03-09T24:00:01Z",
          "2026-03-09T10:11:12.Z",
          "2026-03-09T10:11:12+2",
          "2026-03-09T10:11:12Z ",
          "2026-03-09T-1:11:12Z",
          "2026-03-09Z"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(parse_iso_time(text));
    }
}

}  // namespace
}  // namespace rollcall
