#include "check/checks.hpp"

#include <chrono>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/made_rows.hpp"

namespace rollcall::check {
namespace {

using sheet::CellKind;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Day today = std::chrono::sys_days{std::chrono::year{2026} / 3 / 9};

// Three wards of Gauteng, one of them in a metro's sub-region, and one of Limpopo.
class FourWards : public Geography {
public:
    bool known() const override { return true; }
    std::optional<Ward> find(std::string_view ward_code) const override {
        if (ward_code == "79800001") return Ward{"JHB", "GP"};
        if (ward_code == "79800002") return Ward{"JHB-A", "GP", "JHB"};
        if (ward_code == "79900001") return Ward{"TSH", "GP"};
        if (ward_code == "93500001") return Ward{"LIM354", "LP"};
        return std::nullopt;
    }
};

class ChecksTest : public testing::Test {
protected:
    using Cell = MadeRows::Cell;

    ChecksTest()
        : rows_({"Province",     "Municipality",  "Ward",       "Firstname",
                 "Surname",      "ID Number",     "Age",        "Gender",
                 "Citizenship",  "Qualification", "Occupation", "Residential Address",
                 "Cell Number",  "Landline",      "Email",      "Date Joined",
                 "Last Payment", "Expiry Date",   "Amount",     "Voting Station",
                 "Shirt Size"}) {}

    // A row that is taken, but for what the cells say.
    void add(std::uint32_t number, std::vector<Cell> cells = {}) {
        std::vector<Cell> whole{
            {"Ward", "79800001"}, {"Firstname", "Sipho"}, {"ID Number", made_id(number)}};
        whole.insert(whole.end(), cells.begin(), cells.end());
        rows_.add(number, whole);
    }
    void judge() {
        chunk_.clear();
        Checks checks(rows_.header(), context_);
        checks.judge(rows_.batch(), 1, chunk_);
        blank_rows_ = checks.blank_rows();
    }
    std::string_view field(Field field, std::size_t row = 0) const {
        return chunk_.text(chunk_.rows.at(row), field);
    }
    std::vector<Code> codes() const {
        std::vector<Code> codes;
        for (const auto& finding : chunk_.findings)
            codes.push_back(finding.code);
        return codes;
    }
    std::vector<Verdict> verdicts() const {
        std::vector<Verdict> verdicts;
        for (const auto& row : chunk_.rows)
            verdicts.push_back(row.verdict);
        return verdicts;
    }

    MadeRows rows_;
    Context context_{.today = today, .area = {}};
    Chunk chunk_;
    std::uint64_t blank_rows_ = 0;
};

TEST_F(ChecksTest, StoresEveryFieldAsItIsKept) {
    add(2,
        {{"ID Number", "8.001015009087E+12", CellKind::number},
         {"Ward", "79800001", CellKind::number},
         {"Firstname", " Sipho "},
         {"Surname", "Ndlovu\x01"},
         {"Gender", "m"},
         {"Citizenship", "SA"},
         {"Qualification", "none"},
         {"Residential Address", "12 Main Road\nSoweto"},
         {"Cell Number", "821234567", CellKind::number},
         {"Landline", "(011) 888-1234"},
         {"Email", "sipho@example.org"},
         {"Date Joined", "45356", CellKind::number, sheet::flag_date},
         {"Last Payment", "29/02/2024"},
         {"Amount", "R 1 200,50"},
         {"Voting Station", "City Hall"}});

    judge();

    EXPECT_THAT(codes(), IsEmpty());
    EXPECT_THAT(verdicts(), ElementsAre(Verdict::taken));
    EXPECT_EQ(field(Field::id_number), "8001015009087");
    EXPECT_EQ(field(Field::date_of_birth), "1980-01-01");
    EXPECT_EQ(field(Field::ward_code), "79800001");
    EXPECT_EQ(field(Field::province_code), "GP");
    EXPECT_EQ(field(Field::firstname), "Sipho");
    EXPECT_EQ(field(Field::surname), "Ndlovu");
    EXPECT_EQ(field(Field::gender), "Male");
    EXPECT_EQ(field(Field::citizenship), "South African Citizen");
    EXPECT_EQ(field(Field::qualification), "No Formal Education");
    EXPECT_EQ(field(Field::residential_address), "12 Main Road Soweto");
    EXPECT_EQ(field(Field::cell_number), "27821234567");
    EXPECT_EQ(field(Field::landline_number), "0118881234");
    EXPECT_EQ(field(Field::email), "sipho@example.org");
    EXPECT_EQ(field(Field::date_joined), "2024-03-05");
    EXPECT_EQ(field(Field::last_payment_date), "2024-02-29");
    EXPECT_EQ(field(Field::expiry_date), "2026-02-28");
    EXPECT_EQ(field(Field::amount_cents), "120050");
    EXPECT_EQ(field(Field::voting_station), "City Hall");
    EXPECT_EQ(field(Field::extra).data(), nullptr);
    EXPECT_TRUE(chunk_.rows[0].expiry_derived);
    EXPECT_EQ(chunk_.rows[0].id, 8001015009087);
    EXPECT_EQ(chunk_.rows[0].id_last4, 9087);
}

TEST_F(ChecksTest, LeavesBlanksAndMarkersNull) {
    add(2, {{"Surname", "-"}, {"Gender", "N/A"}, {"Occupation", "null"}, {"Amount", " "}});

    judge();

    EXPECT_THAT(codes(), IsEmpty());
    for (const auto null : {Field::surname, Field::gender, Field::occupation, Field::amount_cents})
        EXPECT_EQ(field(null).data(), nullptr) << name_of(null);
}

TEST_F(ChecksTest, PutsInvalidBeforeDuplicateBeforeOutOfScope) {
    context_.area = {"GP", ""};
    add(2, {{"ID Number", made_id(7)}, {"Ward", "93500001"}});
    add(3, {{"ID Number", made_id(7)}, {"Firstname", ""}});
    add(4, {{"ID Number", made_id(7)}});
    add(5, {{"ID Number", made_id(7)}, {"Ward", "93500001"}});
    add(6, {{"ID Number", made_id(7)}, {"Ward", ""}});

    judge();

    EXPECT_THAT(
        verdicts(),
        ElementsAre(
            Verdict::out_of_scope,
            Verdict::invalid,
            Verdict::taken,
            Verdict::duplicate,
            Verdict::invalid
        )
    );
    EXPECT_THAT(
        codes(), ElementsAre(Code::ward_elsewhere, Code::firstname_missing, Code::ward_missing)
    );
    EXPECT_EQ(chunk_.rows[3].first_row, 4);
    EXPECT_TRUE(chunk_.rows[0].id_seen_first);
    EXPECT_FALSE(chunk_.rows[2].id_seen_first);
    EXPECT_TRUE(chunk_.rows[4].id_valid);
}

TEST_F(ChecksTest, FindsDuplicatesOverChunksAndLostZeros) {
    add(2, {{"ID Number", "0801015009088"}});
    add(9, {{"ID Number", "801015009088", CellKind::number}});
    Checks checks(rows_.header(), context_);
    Chunk first;
    Chunk second;

    checks.judge(rows_.batch(), {.first = 1, .end = 2}, first);
    checks.judge(rows_.batch(), 2, second);

    EXPECT_EQ(first.rows.at(0).verdict, Verdict::taken);
    EXPECT_EQ(second.rows.at(0).verdict, Verdict::duplicate);
    EXPECT_EQ(second.rows.at(0).first_row, 2);
    EXPECT_EQ(second.rows.at(0).number, 9);
}

TEST_F(ChecksTest, TakesAMetroForItsSubRegion) {
    const FourWards geography;
    context_.geography = &geography;
    context_.area = {"GP", "JHB"};
    add(2, {{"Ward", "79800002"}, {"Municipality", "JHB - City of Johannesburg"}});
    add(3, {{"Ward", "79800002"}, {"Municipality", "TSH"}});
    add(4, {{"Ward", "79800001"}});

    judge();

    EXPECT_THAT(codes(), ElementsAre(Code::municipality_mismatch));
    EXPECT_THAT(verdicts(), ElementsAre(Verdict::taken, Verdict::taken, Verdict::taken));
    EXPECT_EQ(field(Field::municipality_code), "JHB-A");
}

TEST_F(ChecksTest, KnowsWardsByTheGeography) {
    const FourWards geography;
    context_.geography = &geography;
    context_.area = {"GP", "JHB"};
    add(2, {{"Municipality", "JHB - City of Johannesburg"}});
    add(3, {{"Ward", "79900001"}, {"Municipality", "JHB - City of Johannesburg"}});
    add(4, {{"Ward", "79800999"}});

    judge();

    EXPECT_THAT(verdicts(), ElementsAre(Verdict::taken, Verdict::out_of_scope, Verdict::invalid));
    EXPECT_THAT(
        codes(), ElementsAre(Code::municipality_mismatch, Code::ward_elsewhere, Code::ward_unknown)
    );
    EXPECT_EQ(field(Field::municipality_code), "JHB");
}

TEST_F(ChecksTest, ComparesOtherCellsWithTheIdNumber) {
    add(2,
        {{"ID Number", "8001015009087"},
         {"Age", "30"},
         {"Gender", "Female"},
         {"Citizenship", "Refugee"},
         {"Province", "Limpopo"}});

    judge();

    EXPECT_THAT(
        codes(),
        ElementsAre(
            Code::province_mismatch,
            Code::age_mismatch,
            Code::gender_mismatch,
            Code::citizenship_mismatch
        )
    );
    EXPECT_EQ(field(Field::gender), "Female");
}

TEST_F(ChecksTest, DerivesAnExpiryOnlyWithoutOneInTheFile) {
    add(2, {{"Date Joined", "01/02/2020"}});
    add(3, {{"Date Joined", "01/02/2020"}, {"Last Payment", "03/04/2021"}});
    add(4, {{"Last Payment", "03/04/2021"}, {"Expiry Date", "2021-12-31"}});
    add(5, {{"Last Payment", "03/04/2021"}, {"Expiry Date", "soon"}});

    judge();

    EXPECT_EQ(field(Field::expiry_date, 0), "2022-02-01");
    EXPECT_EQ(field(Field::expiry_date, 1), "2023-04-03");
    EXPECT_EQ(field(Field::expiry_date, 2), "2021-12-31");
    EXPECT_FALSE(chunk_.rows[2].expiry_derived);
    EXPECT_TRUE(chunk_.rows[3].expiry_derived);
    EXPECT_THAT(codes(), ElementsAre(Code::date_unreadable));
}

TEST_F(ChecksTest, CountsDaysFrom1904WhereTheWorkbookDoes) {
    context_.date1904 = true;
    add(2, {{"Date Joined", "43894", CellKind::number, sheet::flag_date}});

    judge();

    EXPECT_EQ(field(Field::date_joined), "2024-03-05");
}

TEST_F(ChecksTest, TellsWhatTheReaderNoticed) {
    add(2, {{"Surname", "", CellKind::text, sheet::flag_formula | sheet::flag_formula_no_value}});
    add(3, {{"Surname", "#REF!", CellKind::error, sheet::flag_formula}});
    add(4, {{"Surname", "", CellKind::text, sheet::flag_bad_string_index}});
    add(5, {{"Surname", "N\xEF\xBF\xBD", CellKind::text, sheet::flag_replaced}});
    add(6, {{"Surname", "Ndlovu", CellKind::text, sheet::flag_repeated}});
    add(7, {{"Shirt Size", "0x10", CellKind::number, sheet::flag_impossible_number}});
    add(8, {{"Shirt Size", std::string(40'000, 'x'), CellKind::text, sheet::flag_too_long}});

    judge();

    EXPECT_THAT(
        codes(),
        ElementsAre(
            Code::formula_without_value,
            Code::formula_without_value,
            Code::string_missing,
            Code::text_replaced,
            Code::cell_repeated,
            Code::number_impossible,
            Code::text_cut
        )
    );
    EXPECT_EQ(field(Field::surname, 1).data(), nullptr);
    EXPECT_EQ(chunk_.findings[0].column, 4);
    EXPECT_EQ(chunk_.findings[2].row, 4);
    EXPECT_EQ(chunk_.findings[2].index, 2);
}

TEST_F(ChecksTest, CutsTextsAndRefusesALongFirstname) {
    add(2, {{"Residential Address", std::string(201, 'x')}, {"Surname", std::string(101, 'y')}});
    add(3, {{"Firstname", std::string(101, 'z')}});

    judge();

    EXPECT_EQ(field(Field::residential_address).size(), 200);
    EXPECT_EQ(field(Field::surname).size(), 100);
    EXPECT_THAT(codes(), ElementsAre(Code::text_cut, Code::text_cut, Code::firstname_length));
    EXPECT_THAT(verdicts(), ElementsAre(Verdict::taken, Verdict::invalid));
}

TEST_F(ChecksTest, ReadsEightDigitsUnderVotingStationAsTheDistrict) {
    add(2, {{"Voting Station", "32862001"}});

    judge();

    EXPECT_EQ(field(Field::voting_district_code), "32862001");
    EXPECT_EQ(field(Field::voting_station).data(), nullptr);
}

TEST_F(ChecksTest, KeepsUnknownColumnsWhenAsked) {
    context_.keep_extra = true;
    add(2, {{"Shirt Size", "XL \"tall\""}});
    add(3);

    judge();

    EXPECT_EQ(field(Field::extra, 0), R"({"Shirt Size":"XL \"tall\""})");
    EXPECT_EQ(field(Field::extra, 1).data(), nullptr);
}

TEST_F(ChecksTest, TellsCellsPastTheHeader) {
    add(2);
    rows_.batch().add_cell(40, CellKind::text, 0, "x");
    rows_.batch().add_cell(41, CellKind::text, 0, "y");

    judge();

    EXPECT_THAT(codes(), ElementsAre(Code::extra_cells));
    EXPECT_EQ(chunk_.findings[0].detail, 2);
}

TEST_F(ChecksTest, LeavesOutRowsOfBlanks) {
    add(2);
    rows_.add(3, {{"Surname", " "}, {"Gender", "\xC2\xA0"}});
    rows_.add(4, {{"Surname", " ", CellKind::text, sheet::flag_formula}});
    add(5);

    judge();

    ASSERT_EQ(chunk_.rows.size(), 2);
    EXPECT_EQ(chunk_.rows[1].number, 5);
    EXPECT_EQ(blank_rows_, 2);
}

TEST_F(ChecksTest, JudgesTheSameWhenNobodyLoadsTheRows) {
    const FourWards geography;
    context_.geography = &geography;
    context_.area = {"GP", "JHB"};
    add(2, {{"Gender", "?"}, {"Date Joined", "never"}, {"Amount", "much"}});
    add(3, {{"Ward", "79900001"}, {"Municipality", "JHB - City of Johannesburg"}});
    add(4, {{"Province", "Limpopo"}, {"Surname", std::string(300, 'x')}});
    add(5, {{"ID Number", made_id(2)}, {"Firstname", ""}});
    add(6, {{"ID Number", made_id(2)}, {"Email", "nobody"}});
    judge();
    const auto codes_before = codes();
    const auto verdicts_before = verdicts();

    context_.judge_only = true;
    judge();

    EXPECT_EQ(codes_before.size(), 9);
    EXPECT_EQ(codes(), codes_before);
    EXPECT_THAT(
        verdicts_before,
        ElementsAre(
            Verdict::taken,
            Verdict::out_of_scope,
            Verdict::taken,
            Verdict::invalid,
            Verdict::duplicate
        )
    );
    EXPECT_EQ(verdicts(), verdicts_before);
    EXPECT_EQ(field(Field::id_number).data(), nullptr);
}

TEST_F(ChecksTest, TellsOfCutTextsAlsoWhenNobodyLoadsTheRows) {
    // In NFC the note is three characters of twelve bytes in all, so 34 of them are 102.
    constexpr std::string_view note = "\xF0\x9D\x85\xA0";
    std::string notes;
    for (int i = 0; i < 34; ++i)
        notes += note;
    add(2, {{"Surname", std::string(100, 'x')}});
    add(3, {{"Surname", std::string(101, 'x')}});
    add(4, {{"Surname", notes}});
    add(5, {{"Surname", notes.substr(note.size())}});
    context_.judge_only = true;

    judge();

    EXPECT_THAT(codes(), ElementsAre(Code::text_cut, Code::text_cut));
    EXPECT_EQ(chunk_.findings[0].row, 3);
    EXPECT_EQ(chunk_.findings[1].row, 4);
}

TEST_F(ChecksTest, JudgesTheSameRowsTheSame) {
    add(2, {{"ID Number", made_id(1)}, {"Gender", "?"}});
    add(3, {{"ID Number", made_id(1)}});
    judge();
    const auto before = chunk_;

    judge();

    EXPECT_EQ(codes().size(), before.findings.size());
    EXPECT_EQ(chunk_.bytes(), before.bytes());
    EXPECT_EQ(chunk_.rows[1].first_row, before.rows[1].first_row);
}

}  // namespace
}  // namespace rollcall::check
