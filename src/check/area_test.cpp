#include "check/area.hpp"

#include <gtest/gtest.h>

namespace rollcall::check {
namespace {

// One ward of Johannesburg, one of a sub-region of it, and one of Tshwane.
class ThreeWards : public Geography {
public:
    bool known() const override { return true; }
    std::optional<Ward> find(std::string_view ward_code) const override {
        if (ward_code == "79800001") return Ward{"JHB", "GP"};
        if (ward_code == "79800002") return Ward{"JHB-A", "GP", "JHB"};
        if (ward_code == "79900001") return Ward{"TSH", "GP"};
        return std::nullopt;
    }
};

class NothingImported : public Geography {
public:
    bool known() const override { return false; }
    std::optional<Ward> find(std::string_view /*ward_code*/) const override { return std::nullopt; }
};

TEST(Area, TellsTheProvinceByTheFirstDigit) {
    EXPECT_EQ(province_of_ward("10000001"), "WC");
    EXPECT_EQ(province_of_ward("52000001"), "KZN");
    EXPECT_EQ(province_of_ward("93000001"), "LP");
    EXPECT_EQ(province_of_ward("03000001"), "");
    EXPECT_EQ(province_of_ward(""), "");
}

TEST(Area, CoversEverythingProvinceOrMunicipality) {
    const ThreeWards geography;

    EXPECT_TRUE((Area{}.covers("52000001", &geography)));
    EXPECT_TRUE((Area{"GP", ""}.covers("79900001", &geography)));
    EXPECT_FALSE((Area{"GP", ""}.covers("52000001", &geography)));
    EXPECT_TRUE((Area{"GP", "JHB"}.covers("79800001", &geography)));
    EXPECT_FALSE((Area{"GP", "JHB"}.covers("79900001", &geography)));
    EXPECT_FALSE((Area{"GP", "JHB"}.covers("79990001", &geography)));
}

TEST(Area, CoversAMetrosSubRegions) {
    const ThreeWards geography;

    EXPECT_TRUE((Area{"GP", "JHB"}.covers("79800002", &geography)));
    EXPECT_TRUE((Area{"GP", "JHB-A"}.covers("79800002", &geography)));
    EXPECT_FALSE((Area{"GP", "JHB-A"}.covers("79800001", &geography)));
    EXPECT_FALSE((Area{"GP", "TSH"}.covers("79800002", &geography)));
}

TEST(Area, HoldsAMunicipalityToItsProvinceWithoutGeography) {
    const NothingImported nothing;

    EXPECT_TRUE((Area{"GP", "JHB"}.covers("79900001", nullptr)));
    EXPECT_TRUE((Area{"GP", "JHB"}.covers("79900001", &nothing)));
    EXPECT_FALSE((Area{"GP", "JHB"}.covers("52000001", nullptr)));
    EXPECT_FALSE((Area{"", "JHB"}.covers("79900001", nullptr)));
}

TEST(Area, WarnsAMunicipalityWithoutGeographyAlone) {
    const ThreeWards geography;
    const NothingImported nothing;

    EXPECT_TRUE(geography_warning({"GP", "JHB"}, &nothing));
    EXPECT_TRUE(geography_warning({"GP", "JHB"}, nullptr));
    EXPECT_FALSE(geography_warning({"GP", "JHB"}, &geography));
    EXPECT_FALSE(geography_warning({"GP", ""}, nullptr));
}

}  // namespace
}  // namespace rollcall::check
