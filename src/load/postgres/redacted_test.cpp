#include "load/postgres/redacted.hpp"

#include <gtest/gtest.h>

namespace rollcall::load::postgres {
namespace {

TEST(Redacted, TakesTheRowsTextsOutOfAMessage) {
    FieldTexts row;
    row[0] = "8001015009087";
    row[1] = "Thandi";
    row[2] = "Thandi Mokoena";
    row[3] = "a";
    struct Case {
        const char* name;
        const char* message;
        const char* told;
    };
    for (const auto& [name, message, told] : {
             Case{"no value", "violates check constraint", "violates check constraint"},
             Case{"a number", "8001015009087 is known", "… is known"},
             Case{"twice", "Thandi or Thandi", "… or …"},
             Case{"the longer first", "not Thandi Mokoena", "not …"},
             Case{"too short to tell", "a row", "a row"},
         }) {
        SCOPED_TRACE(name);
        EXPECT_EQ(redacted(message, row), told);
    }
}

}  // namespace
}  // namespace rollcall::load::postgres
