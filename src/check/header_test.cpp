#include "check/header.hpp"

#include <initializer_list>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::check {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class HeaderTest : public testing::Test {
protected:
    // Empty texts are cells that are not there.
    void row(std::uint32_t number, std::initializer_list<std::string_view> texts) {
        batch_.start_row(number);
        std::uint16_t column = 0;
        for (const auto text : texts) {
            if (!text.empty()) batch_.add_cell(column, sheet::CellKind::text, 0, text);
            ++column;
        }
    }
    Header found() const {
        auto header = find_header(batch_);
        EXPECT_TRUE(header) << header.error().message;
        return header ? *header : Header{};
    }
    Error refused() const {
        const auto header = find_header(batch_);
        EXPECT_FALSE(header);
        return header ? Error{} : header.error();
    }

    sheet::Batch batch_;
};

TEST_F(HeaderTest, FindsTheRowBelowTitlesAndTellsWhereDataStarts) {
    row(1, {"Members of the branch"});
    row(4, {"ID Number", "Firstname", "Ward"});
    row(7, {"8001015009087", "Sipho", "74010001"});

    const auto header = found();

    EXPECT_EQ(header.row_number, 4);
    EXPECT_EQ(header.first_data_row, 2);
    EXPECT_EQ(header.id_column, 0);
    EXPECT_THAT(header.names, ElementsAre("ID Number", "Firstname", "Ward"));
    EXPECT_THAT(header.warnings, IsEmpty());
}

TEST_F(HeaderTest, MatchesOtherSpellingsCaseAndSigns) {
    row(1, {"  iD_nO. ", "FIRST - NAME", "ward\xC2\xA0 code", "memebership amount", "E-MAIL"});

    EXPECT_THAT(
        found().columns,
        ElementsAre(
            ColumnKey::id_number,
            ColumnKey::firstname,
            ColumnKey::ward,
            ColumnKey::membership_amount,
            ColumnKey::email
        )
    );
}

TEST_F(HeaderTest, IgnoresARowThatNamesAnIdNumberAlone) {
    row(1, {"ID Number"});
    row(2, {"Firstname", "ID Number", "Ward"});

    EXPECT_EQ(found().row_number, 2);
}

TEST_F(HeaderTest, LetsTheTemplatesSpellingWin) {
    row(1, {"ID", "ID Number", "Firstname", "Ward"});

    const auto header = found();

    EXPECT_EQ(header.id_column, 1);
    EXPECT_EQ(header.columns[0], std::nullopt);
    EXPECT_THAT(header.warnings, Contains(HasSubstr("\"ID\" (A1) was not used")));
}

TEST_F(HeaderTest, TellsVotingStationFromVotingDistrict) {
    row(1, {"ID Number", "Firstname", "Ward", "Voting Station", "VD Number"});

    const auto header = found();

    EXPECT_EQ(header.columns[3], ColumnKey::voting_station);
    EXPECT_EQ(header.columns[4], ColumnKey::voting_district);
}

TEST_F(HeaderTest, RefusesTwoEqualSpellingsNamingBothCells) {
    row(3, {"ID Number", "Ward", "Firstname", "Race", "Age", "ward"});

    const auto error = refused();

    EXPECT_EQ(error.code, Errc::duplicate_columns);
    EXPECT_THAT(error.message, HasSubstr("B3 and F3"));
}

TEST_F(HeaderTest, RefusesTwoOtherSpellingsOfOneColumn) {
    row(1, {"ID Number", "Ward", "Name", "First Name"});

    EXPECT_EQ(refused().code, Errc::duplicate_columns);
}

TEST_F(HeaderTest, NamesAllColumnsThatMiss) {
    row(1, {"Gender", "Race", "Surname"});

    const auto error = refused();

    EXPECT_EQ(error.code, Errc::missing_columns);
    EXPECT_THAT(error.message, HasSubstr("Ward, Firstname, ID Number"));
}

TEST_F(HeaderTest, TakesTheRowWithMostKnownHeadersWhenNoneHasAnIdNumber) {
    row(1, {"Gender", "Race", "Surname"});
    row(2, {"Gender", "Race", "Surname", "Ward"});

    EXPECT_THAT(refused().message, HasSubstr("row 2"));
}

TEST_F(HeaderTest, RefusesAFileWithoutAHeader) {
    row(1, {"Gender", "Race"});
    row(2, {"8001015009087", "Sipho", "74010001"});

    EXPECT_EQ(refused().code, Errc::no_header);
}

TEST_F(HeaderTest, LooksAtTheSheetsFirstFiftyRowsAlone) {
    row(51, {"ID Number", "Firstname", "Ward"});

    EXPECT_EQ(refused().code, Errc::no_header);
}

TEST_F(HeaderTest, KeepsUnknownColumnsAndSaysSo) {
    row(1, {"ID Number", "Firstname", "Ward", "Shirt Size"});

    const auto header = found();

    EXPECT_EQ(header.columns[3], std::nullopt);
    EXPECT_THAT(header.warnings, ElementsAre(HasSubstr("Shirt Size")));
}

TEST_F(HeaderTest, NamesColumnsWithoutAHeaderByTheirLetters) {
    row(1, {"ID Number", "", "Firstname", "Ward"});
    row(2, {"8001015009087", "x", "Sipho", "74010001", "y", "", "stray"});

    const auto header = found();

    EXPECT_THAT(
        header.names, ElementsAre("ID Number", "Column B", "Firstname", "Ward", "Column E")
    );
    EXPECT_EQ(header.width, 4);
    EXPECT_THAT(header.warnings, ElementsAre(HasSubstr("Column B, Column E")));
}

TEST(ColumnLetters, CountAsSheetsDo) {
    EXPECT_EQ(column_letters(0), "A");
    EXPECT_EQ(column_letters(24), "Y");
    EXPECT_EQ(column_letters(25), "Z");
    EXPECT_EQ(column_letters(26), "AA");
    EXPECT_EQ(column_letters(701), "ZZ");
    EXPECT_EQ(column_letters(16383), "XFD");
}

}  // namespace
}  // namespace rollcall::check
