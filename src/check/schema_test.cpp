#include "check/schema.hpp"

#include <fstream>
#include <iterator>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "check/finding.hpp"
#include "check/rules/look_up.hpp"

namespace rollcall::check {
namespace {

using testing::HasSubstr;

std::string member_file_page() {
    std::ifstream page(ROLLCALL_SOURCE_DIR "/docs/formats/member-file.md");
    return {std::istreambuf_iterator<char>(page), {}};
}

template <class Texts>
std::string joined(const Texts& texts) {
    std::string all;
    for (const auto& text : texts) {
        if (text.empty()) continue;
        all += fmt::format("{}{}", all.empty() ? "" : ", ", text);
    }
    return all;
}

TEST(Schema, MatchesEverySpellingToItsOwnColumn) {
    for (const auto& column : columns()) {
        SCOPED_TRACE(column.header);
        const auto canonical = match_header(column.header);
        ASSERT_TRUE(canonical);
        EXPECT_EQ(canonical->key, column.key);
        EXPECT_TRUE(canonical->canonical);
        for (const auto spelling : column.spellings) {
            if (spelling.empty()) continue;
            const auto other = match_header(spelling);
            ASSERT_TRUE(other) << spelling;
            EXPECT_EQ(other->key, column.key) << spelling;
            EXPECT_FALSE(other->canonical) << spelling;
        }
    }
    EXPECT_FALSE(match_header(""));
    EXPECT_FALSE(match_header(" - "));
    EXPECT_FALSE(match_header("ID Numbers"));
}

TEST(Schema, PrintsTwentyFiveColumnsInTheTemplate) {
    EXPECT_EQ(std::ranges::count(columns(), true, &Column::in_template), 25);
}

TEST(Schema, StandsInTheDocs) {
    const auto page = member_file_page();

    for (const auto& column : columns()) {
        EXPECT_THAT(
            page,
            HasSubstr(fmt::format(
                "| {}{} | {} | {} |",
                column.header,
                column.required ? " (required)" : "",
                joined(column.spellings),
                column.meaning
            ))
        );
    }
}

TEST(Schema, ListsEveryChoiceInTheDocs) {
    const auto page = member_file_page();

    for (const auto& column : columns()) {
        if (column.rule != Rule::look_up) continue;
        EXPECT_THAT(page, HasSubstr(fmt::format("**{}**", column.header)));
        for (const auto& choice : rules::choices(column.key)) {
            const auto spellings = joined(choice.spellings);
            const auto line = spellings.empty() ? fmt::format("* {}\n", choice.name)
                                                : fmt::format("* {}: {}\n", choice.name, spellings);
            EXPECT_THAT(page, HasSubstr(line)) << column.header;
        }
    }
}

TEST(Schema, ExplainsEveryCodeInTheDocs) {
    const auto page = member_file_page();

    for (const auto code : all_codes())
        EXPECT_THAT(page, HasSubstr(fmt::format("| `{}` |", to_string(code))));
}

}  // namespace
}  // namespace rollcall::check
