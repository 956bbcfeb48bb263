#include "load/merge.hpp"

#include <string>

#include <gtest/gtest.h>

namespace rollcall::load {
namespace {

using check::Field;

std::string_view& at(FieldTexts& texts, Field field) {
    return texts.at(static_cast<std::size_t>(field));
}

FieldTexts texts_with(Field field, std::string_view text) {
    FieldTexts texts;
    at(texts, field) = text;
    return texts;
}

TEST(Merge, ChangesWhatDiffersAndWhatWasMissing) {
    auto stored = texts_with(Field::surname, "Old");
    auto row = texts_with(Field::surname, "New");
    at(row, Field::email) = "new@example.org";
    at(stored, Field::race) = at(row, Field::race) = "Other";

    EXPECT_EQ(merge(stored, row, false).changed, bit_of(Field::surname) | bit_of(Field::email));
}

TEST(Merge, NeverErasesByABlank) {
    EXPECT_EQ(merge(texts_with(Field::surname, "Kept"), {}, false).changed, 0U);
}

TEST(Merge, TreatsExpiryByWhereItComesFrom) {
    struct Case {
        const char* name;
        std::string_view stored;
        std::string_view row;
        bool derived;
        bool changed;
        bool goes_back;
    };
    const Case cases[] = {
        {"own, later", "2026-01-31", "2027-01-31", false, true, false},
        {"own, earlier", "2027-01-31", "2026-01-31", false, true, true},
        {"own, the same", "2027-01-31", "2027-01-31", false, false, false},
        {"own, none stored", "", "2026-01-31", false, true, false},
        {"derived, later", "2026-01-31", "2027-01-31", true, true, false},
        {"derived, earlier", "2027-01-31", "2026-01-31", true, false, false},
        {"derived, none stored", "", "2026-01-31", true, true, false},
    };

    for (const auto& each : cases) {
        SCOPED_TRACE(each.name);
        const auto merged = merge(
            texts_with(Field::expiry_date, each.stored),
            texts_with(Field::expiry_date, each.row),
            each.derived
        );
        EXPECT_EQ(merged.changed, each.changed ? bit_of(Field::expiry_date) : 0U);
        EXPECT_EQ(merged.expiry_goes_back, each.goes_back);
    }
}

TEST(RowHash, TellsTextsOfOneFieldFromThoseOfTheNext) {
    auto left = texts_with(Field::firstname, "ab");
    at(left, Field::surname) = "c";
    auto right = texts_with(Field::firstname, "a");
    at(right, Field::surname) = "bc";

    EXPECT_NE(hash_of(left, false), hash_of(right, false));
}

TEST(RowHash, TellsADerivedExpiryFromAFilesOwn) {
    const auto row = texts_with(Field::expiry_date, "2027-01-31");

    EXPECT_NE(hash_of(row, true), hash_of(row, false));
}

TEST(RowHash, TakesRowsOfAnyLength) {
    const std::string lengthy(100'000, 'x');
    const auto row = texts_with(Field::extra, lengthy);

    EXPECT_EQ(hash_of(row, false), hash_of(row, false));
    EXPECT_NE(hash_of(row, false), hash_of(texts_with(Field::extra, "x"), false));
}

// The hash is stored: another one would make every member differ once.
TEST(RowHash, StaysTheSameFromReleaseToRelease) {
    const auto row = texts_with(Field::firstname, "Thandi");

    EXPECT_EQ(hash_of(row, false), 3'885'951'577'660'576'540U);
}

}  // namespace
}  // namespace rollcall::load
