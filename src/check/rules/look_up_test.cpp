#include "check/rules/look_up.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "check/schema.hpp"

namespace rollcall::check::rules {
namespace {

std::string_view name_of(const Choice* choice) {
    return choice == nullptr ? "(unknown)" : choice->name;
}

TEST(LookUp, ReadsWholeTokensHoweverTheyAreSpelled) {
    struct Case {
        ColumnKey column;
        std::string_view text;
        std::string_view name;
    };
    for (const auto& [column, text, name] : {
             Case{ColumnKey::gender, "Fem", "Female"},
             Case{ColumnKey::gender, "M", "Male"},
             Case{
                 ColumnKey::gender,
                 "Non\xE2\x80\x91"
                 "binary",
                 "Other"},
             Case{ColumnKey::gender, "PREFER NOT  TO SAY", "Prefer not to say"},
             Case{
                 ColumnKey::race,
                 "black\xC2\xA0"
                 "African",
                 "African"},
             Case{ColumnKey::citizenship, "RSA", "South African Citizen"},
             Case{ColumnKey::citizenship, "Asylum Seeker", "Refugee"},
             Case{ColumnKey::language, "Northern Sotho", "Sepedi"},
             Case{ColumnKey::language, "SOTHO", "Sesotho"},
             Case{ColumnKey::occupation, "self employed", "Self-Employed"},
             Case{ColumnKey::occupation, "None", "Unemployed"},
             Case{ColumnKey::qualification, "none", "No Formal Education"},
             Case{ColumnKey::qualification, "PhD", "Doctoral Degree"},
             Case{ColumnKey::qualification, "Bachelor\xE2\x80\x99s Degree", "Bachelor's Degree"},
             Case{ColumnKey::qualification, "Grade 11", "Secondary"},
             Case{ColumnKey::subscription, "renewal", "Renewal"},
             Case{ColumnKey::status, "Good Standing", "Active"},
             Case{ColumnKey::province, "KwaZulu-Natal", "KZN"},
             Case{ColumnKey::province, "gp", "GP"},
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(name_of(look_up(column, text)), name);
    }
}

TEST(LookUp, NeverGuessesFromAPart) {
    struct Case {
        ColumnKey column;
        std::string_view text;
    };
    for (const auto& [column, text] : {
             Case{ColumnKey::gender, "Females"},
             Case{ColumnKey::gender, "Mal"},
             Case{ColumnKey::gender, ""},
             Case{ColumnKey::citizenship, "Zimbabwean"},
             Case{ColumnKey::citizenship, "South African permanent resident"},
             Case{ColumnKey::qualification, "Grade 13"},
             Case{ColumnKey::qualification, "a text much longer than any spelling could be"},
             Case{ColumnKey::firstname, "Male"},
         }) {
        SCOPED_TRACE(text);
        EXPECT_EQ(look_up(column, text), nullptr);
    }
}

TEST(LookUp, HeedsEveryByteOfASpelling) {
    for (const auto& column : columns()) {
        for (const auto& choice : choices(column.key)) {
            for (std::size_t at = 0; at < choice.name.size(); ++at) {
                std::string text(choice.name);
                text[at] = '#';
                SCOPED_TRACE(text);
                EXPECT_EQ(look_up(column.key, text), nullptr);
            }
        }
    }
}

TEST(LookUp, FindsEveryChoiceByEachOfItsSpellings) {
    for (const auto& column : columns()) {
        SCOPED_TRACE(column.header);
        for (const auto& choice : choices(column.key)) {
            EXPECT_EQ(name_of(look_up(column.key, choice.name)), choice.name);
            for (const auto spelling : choice.spellings) {
                if (spelling.empty()) continue;
                EXPECT_EQ(name_of(look_up(column.key, spelling)), choice.name) << spelling;
            }
        }
    }
}

TEST(LookUp, HasAListForEveryColumnOfThatRule) {
    for (const auto& column : columns()) {
        SCOPED_TRACE(column.header);
        const bool listed = column.rule == Rule::look_up || column.rule == Rule::province;
        EXPECT_EQ(choices(column.key).empty(), !listed);
    }
}

}  // namespace
}  // namespace rollcall::check::rules
