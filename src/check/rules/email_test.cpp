#include "check/rules/email.hpp"

#include <string>

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

TEST(Email, TakesAddressesAndNothingElse) {
    struct Case {
        std::string_view text;
        bool good;
    };
    for (const auto& [text, good] : {
             Case{"sipho@example.org", true},
             Case{"a.b+c@mail.example.co.za", true},
             Case{"\xC3\xA9@ex\xC3\xA4mple.org", true},
             Case{"sipho", false},
             Case{"@example.org", false},
             Case{"sipho@", false},
             Case{"sipho@example", false},
             Case{"sipho@.example.org", false},
             Case{"sipho@example.", false},
             Case{"sipho@example..org", false},
             Case{"sipho@@example.org", false},
             Case{"sipho@example.org@x.y", false},
             Case{"si pho@example.org", false},
             Case{"a@b.c, d@e.f", false},
             Case{"a@b.c;d", false},
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(is_email(text), good);
    }
}

TEST(Email, HoldsToTheLengthOfAPath) {
    const std::string domain = "@example.org";

    EXPECT_TRUE(is_email(std::string(254 - domain.size(), 'a') + domain));
    EXPECT_FALSE(is_email(std::string(255 - domain.size(), 'a') + domain));
}

}  // namespace
}  // namespace rollcall::check::rules
