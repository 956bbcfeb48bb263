#include "sheet/writer/sheet_name.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace rollcall::sheet::writer {
namespace {

TEST(SheetNames, AreCleanedOfWhatExcelForbids) {
    struct Case {
        std::string wanted;
        std::string name;
    };
    const std::vector<Case> cases{
        {"Members", "Members"},
        {"a/b\\c:d*e?f[g]h", "a b c d e f g h"},
        {"'quoted'", "quoted"},
        {"it's", "it's"},
        {"", "Sheet"},
        {"  ", "Sheet"},
        {"'''", "Sheet"},
        {"history", "Sheet"},
        {std::string("a\tb\x01") + "c", "a b c"},
        {std::string(40, 'x'), std::string(31, 'x')},
        {"bad \xFF bytes", "bad \xEF\xBF\xBD bytes"},
    };
    for (const auto& one : cases) {
        SCOPED_TRACE(one.wanted);
        EXPECT_EQ(SheetNames().take(one.wanted), one.name);
    }
}

TEST(SheetNames, CountUtf16UnitsNotBytes) {
    std::string wanted;
    for (int i = 0; i < 20; ++i)
        wanted += "\xF0\x9F\x98\x80";

    const auto name = SheetNames().take(wanted);

    EXPECT_EQ(utf16_units(name), 30U);
}

TEST(SheetNames, AreUniqueWhateverTheirCase) {
    SheetNames names;

    EXPECT_EQ(names.take("Members"), "Members");
    EXPECT_EQ(names.take("MEMBERS"), "MEMBERS (2)");
    EXPECT_EQ(names.take("members"), "members (3)");
}

TEST(SheetNames, ContinueWithANumberThatFits) {
    SheetNames names;
    names.take("Members (2)");

    EXPECT_EQ(names.take_continuation("Members", 2), "Members (3)");
    EXPECT_EQ(names.take_continuation(std::string(31, 'x'), 2), std::string(27, 'x') + " (2)");
}

}  // namespace
}  // namespace rollcall::sheet::writer
