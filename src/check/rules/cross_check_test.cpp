#include "check/rules/cross_check.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

constexpr Day on(int year, unsigned month, unsigned day) {
    return std::chrono::sys_days{
        std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

TEST(CrossCheck, AllowsAnAgeToBeAYearOff) {
    const auto born = on(1980, 6, 15);
    const auto today = on(2026, 3, 9);  // 45 years

    EXPECT_TRUE(age_fits("45", born, today));
    EXPECT_TRUE(age_fits("44", born, today));
    EXPECT_TRUE(age_fits("46.0", born, today));
    EXPECT_FALSE(age_fits("43", born, today));
    EXPECT_FALSE(age_fits("47", born, today));
    EXPECT_FALSE(age_fits("forty-five", born, today));
    EXPECT_FALSE(age_fits("nan", born, today));
}

TEST(CrossCheck, ComparesMaleAndFemaleAlone) {
    EXPECT_TRUE(gender_fits("Male", true));
    EXPECT_FALSE(gender_fits("Female", true));
    EXPECT_FALSE(gender_fits("Male", false));
    EXPECT_TRUE(gender_fits("Other", true));
    EXPECT_TRUE(gender_fits("Prefer not to say", false));
}

TEST(CrossCheck, ComparesCitizenshipWithTheEleventhDigit) {
    EXPECT_TRUE(citizenship_fits("South African Citizen", 0));
    EXPECT_FALSE(citizenship_fits("Other", 0));
    EXPECT_TRUE(citizenship_fits("Permanent Resident", 1));
    EXPECT_FALSE(citizenship_fits("South African Citizen", 1));
    EXPECT_TRUE(citizenship_fits("Refugee", 2));
    EXPECT_TRUE(citizenship_fits("Other", 2));
}

TEST(CrossCheck, ComparesProvinceNamesAndCodes) {
    EXPECT_TRUE(province_fits("Gauteng", "GP"));
    EXPECT_TRUE(province_fits("gp", "GP"));
    EXPECT_FALSE(province_fits("Limpopo", "GP"));
    EXPECT_FALSE(province_fits("Transvaal", "GP"));
}

TEST(CrossCheck, ComparesTheCodeOfAMunicipality) {
    EXPECT_TRUE(municipality_fits("JHB - City of Johannesburg", "JHB"));
    EXPECT_TRUE(municipality_fits("GT421", "GT421"));
    EXPECT_FALSE(municipality_fits("TSH - City of Tshwane", "JHB"));
    EXPECT_FALSE(municipality_fits("GT422", "GT421"));
    EXPECT_TRUE(municipality_fits("City of Tshwane", "JHB"));
    EXPECT_TRUE(municipality_fits("KNYSNA", "WC048"));
}

}  // namespace
}  // namespace rollcall::check::rules
