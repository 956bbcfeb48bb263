#include "load/facts.hpp"

#include <string>

#include <gtest/gtest.h>

#include "base/failure.hpp"

namespace rollcall::load {
namespace {

FileFacts sample() {
    FileFacts facts;
    facts.sheet_name = "Leden \"2026\" – März";
    facts.sheets_not_read = {"Notes", ""};
    facts.header_row = 4;
    facts.headers = {"ID Number", "Firstname", "Column C"};
    facts.id_column = 2;
    facts.warnings = {"3 rows are hidden in the sheet"};
    facts.rows_total = 1'048'575;
    facts.blank_rows = 7;
    facts.erased_at = "2026-11-26T10:00:00.000Z";
    return facts;
}

TEST(FileFacts, AreTheSameAfterTheLedger) {
    const auto facts = sample();

    const auto again = facts_from_json(to_json(facts));

    EXPECT_EQ(again.sheet_name, facts.sheet_name);
    EXPECT_EQ(again.sheets_not_read, facts.sheets_not_read);
    EXPECT_EQ(again.header_row, facts.header_row);
    EXPECT_EQ(again.headers, facts.headers);
    EXPECT_EQ(again.id_column, facts.id_column);
    EXPECT_EQ(again.warnings, facts.warnings);
    EXPECT_EQ(again.rows_total, facts.rows_total);
    EXPECT_EQ(again.blank_rows, facts.blank_rows);
    EXPECT_EQ(again.erased_at, facts.erased_at);
}

TEST(FileFacts, RefuseWhatTheyNeverWrote) {
    auto negative = to_json(sample());
    negative.replace(negative.find("\"header_row\":4"), 14, "\"header_row\":-4");

    for (const std::string& json :
         {std::string(), std::string("[]"), std::string("{}"), negative}) {
        SCOPED_TRACE(json);
        EXPECT_THROW(facts_from_json(json), Failure);
    }
}

}  // namespace
}  // namespace rollcall::load
