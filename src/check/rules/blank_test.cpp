#include "check/rules/blank.hpp"

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

TEST(Blank, KnowsTheMarkersOfEachKindOfColumn) {
    struct Case {
        std::string_view text;
        bool markers;
        bool markers_but_none;
        bool names;
    };
    for (const auto& [text, markers, markers_but_none, names] : {
             Case{"", true, true, true},
             Case{"N/A", true, true, true},
             Case{"n/a", true, true, true},
             Case{"-", true, true, true},
             Case{"NA", true, true, false},
             Case{"NaN", true, true, false},
             Case{"null", true, true, false},
             Case{"None", true, false, false},
             Case{"--", false, false, false},
             Case{"Nandi", false, false, false},
             Case{"0", false, false, false},
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(is_blank(text, Blanks::markers), markers);
        EXPECT_EQ(is_blank(text, Blanks::markers_but_none), markers_but_none);
        EXPECT_EQ(is_blank(text, Blanks::names), names);
    }
}

}  // namespace
}  // namespace rollcall::check::rules
