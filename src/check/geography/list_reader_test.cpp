#include "check/geography/list_reader.hpp"

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/geography/ward_index.hpp"

namespace rollcall::check::geography {
namespace {

using testing::HasSubstr;

// A sheet of texts, row 1 first; an empty text is no cell.
sheet::Batch sheet_of(const std::vector<std::vector<std::string_view>>& rows) {
    sheet::Batch batch;
    std::uint32_t number = 0;
    for (const auto& row : rows) {
        batch.start_row(++number);
        std::uint16_t column = 0;
        for (const auto text : row) {
            if (!text.empty()) batch.add_cell(column, sheet::CellKind::text, 0, text);
            ++column;
        }
    }
    return batch;
}

Result<PlaceList> read(const std::vector<std::vector<std::string_view>>& rows) {
    const auto batch = sheet_of(rows);
    const auto header = find_place_header(batch);
    if (!header) return std::unexpected(header.error());
    ListReader reader(*header);
    reader.read(batch, header->first_data_row);
    return reader.finish();
}

// What is wrong with a list of these rows below a header of every column.
std::string fault_of(std::vector<std::vector<std::string_view>> rows) {
    rows.insert(
        rows.begin(),
        {"Ward",
         "Municipality Code",
         "Municipality",
         "Parent",
         "District Code",
         "District",
         "Province"}
    );
    const auto list = read(rows);
    return list ? "none" : std::string(to_string(list.error().code)) + " " + list.error().message;
}

TEST(GeographyList, ReadsWardsWithWhatTheyLieIn) {
    const auto list = read(
        {{"Wards of 2026"},
         {},
         {"PROVINCE", "DISTRICT_N", "District_Code", "CAT_B", "MUNICNAME", "WardID", "Shape"},
         {"Gauteng", "Sedibeng", "dc42", "gt421", "Emfuleni", "74205001", "x"},
         {"GP", "", "", "GT421", "", "74205002"},
         {}}
    );

    ASSERT_TRUE(list) << list.error().message;
    PlaceList expected;
    expected.districts["DC42"] = {"Sedibeng", "GP"};
    expected.municipalities["GT421"] = {"Emfuleni", "", "DC42", "GP"};
    expected.wards["74205001"] = {"GT421"};
    expected.wards["74205002"] = {"GT421"};
    EXPECT_EQ(*list, expected);
}

TEST(GeographyList, TakesCodesOutOfNames) {
    const auto list = read(
        {{"Ward", "Municipality", "District", "Metro"},
         {"79800001", "JHB - City of Johannesburg", "JHB"},
         {"74205001", "GT421", "DC42 - Sedibeng"},
         {"79800002", "JHB-A - Region A - North", "", "JHB - City of Johannesburg"}}
    );

    ASSERT_TRUE(list) << list.error().message;
    EXPECT_EQ(list->municipalities.at("JHB").name, "City of Johannesburg");
    EXPECT_EQ(list->municipalities.at("JHB").district_code, "JHB");
    EXPECT_EQ(list->municipalities.at("GT421").name, "");
    EXPECT_EQ(list->municipalities.at("JHB-A").name, "Region A - North");
    EXPECT_EQ(list->municipalities.at("JHB-A").parent_code, "JHB");
    EXPECT_EQ(list->districts.at("DC42").name, "Sedibeng");
}

TEST(GeographyList, PutsSubRegionsUnderTheirMetro) {
    const auto list = read(
        {{"Ward", "Municipality Code", "Parent", "Province"},
         {"79800001", "JHB-A", "JHB", ""},
         {"", "JHB", "", "GP"}}
    );

    ASSERT_TRUE(list) << list.error().message;
    const WardIndex index(*list);
    EXPECT_TRUE((Area{"GP", "JHB"}.covers("79800001", &index)));
    EXPECT_TRUE((Area{"GP", "JHB-A"}.covers("79800001", &index)));
    EXPECT_FALSE((Area{"GP", "JHB-B"}.covers("79800001", &index)));
    EXPECT_EQ(index.find("79800001")->municipality_code, "JHB-A");
    EXPECT_EQ(index.find("79800001")->province_code, "GP");
    EXPECT_FALSE(index.find("79800002"));
}

struct Fault {
    const char* name;
    std::vector<std::vector<std::string_view>> rows;
    const char* told;
};

TEST(GeographyList, TellsWhatIsWrongByRowAndColumn) {
    const std::vector<Fault> faults{
        {"ward", {{"7980000", "JHB"}}, "row 2, column Ward (A): a ward is 8 digits"},
        {"ward of no province", {{"09800001", "JHB"}}, "row 2, column Ward (A)"},
        {"no municipality", {{"79800001"}}, "row 2, column Municipality Code (B): the code is mis"},
        {"code", {{"79800001", "J"}}, "row 2, column Municipality Code (B): a code is 2 to 16"},
        {"code of a parent",
         {{"79800001", "JHB", "", "the big one"}},
         "row 2, column Parent (D): a code is 2 to 16"},
        {"province",
         {{"79800001", "JHB", "", "", "", "", "Transvaal"}},
         "column Province (G): no p"},
        {"another province",
         {{"79800001", "JHB", "", "", "", "", "WC"}},
         "row 2, column Province (G): the ward's first digit says GP"},
        {"no province", {{"", "JHB"}}, "row 2, column Province (G): a row without a ward"},
        {"ward twice",
         {{"79800001", "JHB"}, {"79800001", "TSH"}},
         "row 3, column Ward (A): row 2 has the same ward"},
        {"two names",
         {{"79800001", "JHB", "Joburg"}, {"79800002", "JHB", "Jozi"}},
         "row 3, column Municipality (C): row 2 says something else"},
        {"two districts",
         {{"74205001", "GT421", "", "", "DC42"}, {"74205002", "GT421", "", "", "DC48"}},
         "row 3, column District (F): row 2 says something else"},
        {"a municipality in two provinces",
         {{"74205001", "GT421"}, {"64205002", "GT421"}},
         "row 3, column Province (G): row 2 says something else"},
        {"parent that is not there",
         {{"79800001", "JHB-A", "", "JHB"}},
         "row 2, column Parent (D): JHB is not in the file"},
        {"its own parent",
         {{"79800001", "JHB", "", "JHB"}},
         "row 2, column Parent (D): JHB and JHB lie in each other"},
        {"circle",
         {{"79800001", "JHB", "", "TSH"}, {"79900001", "TSH", "", "JHB"}},
         "row 3, column Parent (D): TSH and JHB lie in each other"},
        {"parent of a parent",
         {{"79800001", "JHB"},
          {"79800002", "JHB-A", "", "JHB"},
          {"79800003", "JHB-B", "", "JHB-A"}},
         "row 4, column Parent (D): JHB-A lies in JHB itself"},
        {"parent elsewhere",
         {{"79800001", "JHB"}, {"19800002", "CPT-A", "", "JHB"}},
         "row 3, column Parent (D): JHB lies in another province, GP"},
    };
    for (const auto& fault : faults) {
        SCOPED_TRACE(fault.name);
        const auto told = fault_of(fault.rows);
        EXPECT_THAT(told, HasSubstr("UNREADABLE_FILE"));
        EXPECT_THAT(told, HasSubstr(fault.told));
    }
}

TEST(GeographyList, CountsMoreFaultsThanItTells) {
    const std::vector<std::vector<std::string_view>> rows(30, {"1", "JHB"});

    const auto told = fault_of(rows);

    EXPECT_THAT(told, HasSubstr("has 30 faults"));
    EXPECT_THAT(told, HasSubstr("row 21"));
    EXPECT_THAT(told, Not(HasSubstr("row 22")));
}

TEST(GeographyList, RefusesAFileWithoutHeaderOrWards) {
    EXPECT_EQ(read({{"Ward", "Area"}}).error().code, Errc::no_header);
    EXPECT_EQ(read({{"Ward", "Municipality"}}).error().code, Errc::no_rows);
    EXPECT_EQ(
        read({{"Ward", "Municipality", "Province"}, {"", "JHB", "GP"}}).error().code, Errc::no_rows
    );
    const auto two = read({{"Ward", "Municipality", "Ward ID"}});
    EXPECT_EQ(two.error().code, Errc::duplicate_columns);
    EXPECT_THAT(two.error().message, HasSubstr("A1 and C1"));
}

TEST(GeographyList, IsAsTheDocsSay) {
    std::ifstream page(ROLLCALL_SOURCE_DIR "/docs/formats/geography.md");
    const std::string text{std::istreambuf_iterator<char>(page), {}};
    for (const auto& column : place_columns()) {
        auto line = "| " + std::string(column.header) + " |";
        const char* before = " ";
        for (const auto other : column.others) {
            if (other.empty()) continue;
            line.append(before).append(other);
            before = ", ";
        }
        EXPECT_THAT(text, HasSubstr(line + " |\n"));
    }
}

}  // namespace
}  // namespace rollcall::check::geography
