// A sheet of 300 rows with every fault of docs/formats/member-file.md planted: each row must end in
// its group, under its own row number, with its own codes.
#include <chrono>
#include <map>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/made_rows.hpp"

namespace rollcall::check {
namespace {

using sheet::CellKind;
using testing::ElementsAreArray;
using Cell = MadeRows::Cell;

constexpr Day today = std::chrono::sys_days{std::chrono::year{2026} / 3 / 9};
constexpr std::uint32_t row_count = 300;

// Every ward of Gauteng that ends in 9 is unknown; the others belong to Johannesburg.
class GautengWards : public Geography {
public:
    bool known() const override { return true; }
    std::optional<Ward> find(std::string_view ward_code) const override {
        if (ward_code.ends_with('9')) return std::nullopt;
        return Ward{"JHB", std::string(province_of_ward(ward_code))};
    }
};

// What is planted into a row that is good without it.
struct Fault {
    std::vector<Cell> cells;
    Verdict verdict;
    std::vector<Code> codes;
};

std::vector<Fault> every_fault() {
    const auto text = CellKind::text;
    const auto number = CellKind::number;
    const auto invalid = Verdict::invalid;
    const auto taken = Verdict::taken;
    return {
        {{{"ID Number", ""}}, invalid, {Code::id_missing}},
        {{{"ID Number", "N/A"}}, invalid, {Code::id_missing}},
        {{{"ID Number", "123456"}}, invalid, {Code::id_format}},
        {{{"ID Number", "80010150O9087"}}, invalid, {Code::id_format}},
        {{{"ID Number", "8.00102E+12"}}, invalid, {Code::id_format}},
        {{{"ID Number", "8013015009087"}}, invalid, {Code::id_date}},
        {{{"ID Number", "8001015009387"}}, invalid, {Code::id_citizenship}},
        {{{"ID Number", "8001015009081"}}, invalid, {Code::id_checksum}},
        {{{"Firstname", ""}}, invalid, {Code::firstname_missing}},
        {{{"Firstname", std::string(101, 'a')}}, invalid, {Code::firstname_length}},
        {{{"Ward", ""}}, invalid, {Code::ward_missing}},
        {{{"Ward", "Ward 12"}}, invalid, {Code::ward_format}},
        {{{"Ward", "09800001"}}, invalid, {Code::ward_format}},
        {{{"Ward", "79800009"}}, invalid, {Code::ward_unknown}},
        {{{"ID Number", ""}, {"Firstname", "-"}, {"Ward", "x"}},
         invalid,
         {Code::id_missing, Code::firstname_missing, Code::ward_format}},
        {{{"Ward", "93500001"}, {"Province", "Limpopo"}},
         Verdict::out_of_scope,
         {Code::ward_elsewhere}},
        {{{"Province", "Limpopo"}}, taken, {Code::province_mismatch}},
        {{{"Municipality", "TSH - City of Tshwane"}}, taken, {Code::municipality_mismatch}},
        {{{"Voting District", "Town Hall"}}, taken, {Code::vd_format}},
        {{{"Age", "7"}}, taken, {Code::age_mismatch}},
        {{{"Gender", "Femalee"}}, taken, {Code::lookup_unknown}},
        {{{"Race", "?"}}, taken, {Code::lookup_unknown}},
        {{{"Citizenship", "Zimbabwean"}}, taken, {Code::lookup_unknown}},
        {{{"Citizenship", "Refugee"}}, taken, {Code::citizenship_mismatch}},
        {{{"Qualification", "Grade 13"}}, taken, {Code::lookup_unknown}},
        {{{"Cell Number", "12345"}}, taken, {Code::phone_format}},
        {{{"Landline Number", "none yet"}}, taken, {Code::phone_format}},
        {{{"Email", "sipho at example.org"}}, taken, {Code::email_format}},
        {{{"Memebership Amount", "1.2.3"}}, taken, {Code::money_format}},
        {{{"Date Joined", "31/02/2024"}}, taken, {Code::date_unreadable}},
        {{{"Last Payment", "60", number, sheet::flag_date}}, taken, {Code::date_unreadable}},
        {{{"Expiry Date", "01/01/2200"}}, taken, {Code::date_range}},
        {{{"Surname", std::string(101, 'a')}}, taken, {Code::text_cut}},
        {{{"Residential Address", std::string(201, 'a')}}, taken, {Code::text_cut}},
        {{{"Surname", "N\xEF\xBF\xBD", text, sheet::flag_replaced}}, taken, {Code::text_replaced}},
        {{{"Surname", "", text, sheet::flag_formula_no_value}},
         taken,
         {Code::formula_without_value}},
        {{{"Surname", "", text, sheet::flag_bad_string_index}}, taken, {Code::string_missing}},
        {{{"Surname", "x", text, sheet::flag_repeated}}, taken, {Code::cell_repeated}},
        {{{"Notes", "1e400", number, sheet::flag_impossible_number}},
         taken,
         {Code::number_impossible}},
        {{{"Gender", "?"}, {"Race", "?"}, {"Email", "?"}},
         taken,
         {Code::lookup_unknown, Code::lookup_unknown, Code::email_format}},
    };
}

struct Expected {
    std::uint32_t number;
    Verdict verdict;
    std::vector<Code> codes;
    std::uint32_t first_row = 0;
};

class Planted : public testing::Test {
protected:
    Planted()
        : rows_(
              {"Province",
               "Municipality",
               "Voting Station",
               "Voting District",
               "Ward",
               "Firstname",
               "Surname",
               "ID Number",
               "Age",
               "Gender",
               "Race",
               "Citizenship",
               "Qualification",
               "Residential Address",
               "Cell Number",
               "Landline Number",
               "Email",
               "Date Joined",
               "Last Payment",
               "Expiry Date",
               "Notes",
               "Memebership Amount"}
          ) {
        const auto faults = every_fault();
        std::uint32_t number = 1;
        for (std::uint32_t i = 0; i < row_count; ++i) {
            number += i % 7 == 0 ? 3 : 1;  // blank rows before every seventh
            if (i % 3 == 0) {
                const auto& fault = faults[(i / 3) % faults.size()];
                plant(number, i, fault.cells);
                expected_.push_back({number, fault.verdict, fault.codes});
            } else if (i % 30 == 2) {
                // The row before it is a good one, with this ID number.
                plant(number, i - 1, {});
                expected_.push_back({number, Verdict::duplicate, {}, expected_.back().number});
            } else {
                plant(number, i, {});
                expected_.push_back({number, Verdict::taken, {}});
            }
        }
    }

    void plant(std::uint32_t number, std::uint32_t person, const std::vector<Cell>& cells) {
        std::vector<Cell> whole{
            {"Province", "Gauteng"},
            {"Municipality", "JHB - City of Johannesburg"},
            {"Ward", "79800001"},
            {"Firstname", "Nomvula"},
            {"Surname", "Made"},
            {"ID Number", made_id(person)},
            {"Date Joined", "05/03/2024"}};
        whole.insert(whole.end(), cells.begin(), cells.end());
        rows_.add(number, whole);
    }

    Chunk judged() {
        const GautengWards geography;
        Checks checks(
            rows_.header(), {.today = today, .area = {"GP", "JHB"}, .geography = &geography}
        );
        Chunk chunk;
        checks.judge(rows_.batch(), 1, chunk);
        return chunk;
    }

    MadeRows rows_;
    std::vector<Expected> expected_;
};

TEST_F(Planted, EndsEveryRowInItsGroupUnderItsNumber) {
    const auto chunk = judged();

    ASSERT_EQ(chunk.rows.size(), row_count);
    for (std::size_t i = 0; i < expected_.size(); ++i) {
        SCOPED_TRACE(expected_[i].number);
        EXPECT_EQ(chunk.rows[i].number, expected_[i].number);
        EXPECT_EQ(chunk.rows[i].verdict, expected_[i].verdict);
        EXPECT_EQ(chunk.rows[i].first_row, expected_[i].first_row);
    }
}

TEST_F(Planted, GivesEveryRowItsCodesAndNoOthers) {
    const auto chunk = judged();

    std::map<std::uint32_t, std::vector<Code>> codes;
    for (const auto& finding : chunk.findings) {
        codes[finding.row].push_back(finding.code);
        EXPECT_EQ(chunk.rows[finding.index].number, finding.row);
    }
    for (const auto& [number, verdict, planted, first_row] : expected_) {
        SCOPED_TRACE(number);
        EXPECT_THAT(codes[number], ElementsAreArray(planted));
    }
}

TEST_F(Planted, PlantsEveryCodeThatTheChecksKnow) {
    std::set<Code> planted;
    for (const auto& fault : every_fault())
        planted.insert(fault.codes.begin(), fault.codes.end());

    // Those of the loader, of cells past the header (checks_test), and of gender, which the row's
    // own ID number decides (checks_test).
    const std::set elsewhere{
        Code::member_elsewhere,
        Code::database_refused,
        Code::expiry_goes_back,
        Code::extra_cells,
        Code::gender_mismatch};
    for (const auto code : all_codes()) {
        SCOPED_TRACE(to_string(code));
        EXPECT_NE(planted.contains(code), elsewhere.contains(code));
    }
}

TEST_F(Planted, NeverPutsAValueIntoAMessage) {
    const auto chunk = judged();
    const auto header = rows_.header();

    for (const auto& finding : chunk.findings) {
        const auto name = finding.column == no_column ? "" : header.names[finding.column];
        const auto sentence = message(finding, name);
        for (const auto* const value : {"Zimbabwean", "sipho at", "80010150", "31/02", "Nomvula"})
            EXPECT_EQ(sentence.find(value), std::string::npos) << sentence;
    }
}

}  // namespace
}  // namespace rollcall::check
