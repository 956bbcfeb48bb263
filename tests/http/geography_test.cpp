// The wards that a super admin imports.
#include <string>

#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/house.hpp"

namespace rollcall::tests {
namespace {

using testing::HasSubstr;

constexpr std::string_view route = "//api/v1/geography";

const Form wards{
    .bytes = "Ward,Municipality\n79800001,JHB\n",
    .file_name = "wards.csv",
    .path = route};

TEST(Geography, IsShownAsItWasImported) {
    House house;
    const auto before = house.get(route, {.token = house.admin()});
    house.geography = load::GeographyFacts{
        .source = {"wards.csv", "ab", "root@example.org"},
        .imported_at = Instant{},
        .counts = {4'468, 257, 52}};

    const auto after = house.get(route, {.token = house.admin()});

    EXPECT_FALSE(before.data().at("known").as_bool());
    EXPECT_TRUE(before.data().at("file_name").is_null());
    EXPECT_TRUE(after.data().at("known").as_bool());
    EXPECT_EQ(after.text("file_name"), "wards.csv");
    EXPECT_EQ(after.text("imported_by"), "root@example.org");
    EXPECT_EQ(after.text("imported_at"), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(after.data().at("wards").to_number<int>(), 4'468);
    EXPECT_EQ(after.data().at("districts").to_number<int>(), 52);
}

TEST(Geography, IsImportedFromTheUploadedBytes) {
    House house;
    house.geography_answer = load::GeographyImport{
        .counts = {2, 1, 0}, .change = {.added = {1, 0, 0}, .changed = {}, .removed = {5, 1, 0}}};

    const auto answer = house.upload(house.admin(), wards);

    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto data = answer.data();
    const auto& counts = data.at("wards").as_object();
    EXPECT_EQ(counts.at("total").to_number<int>(), 2);
    EXPECT_EQ(counts.at("added").to_number<int>(), 1);
    EXPECT_EQ(counts.at("removed").to_number<int>(), 5);
    ASSERT_EQ(house.geography_orders.size(), 1U);
    const auto& order = house.geography_orders[0];
    EXPECT_EQ(order.source.file_name, "wards.csv");
    EXPECT_EQ(order.source.imported_by, "root@example.org");
    EXPECT_EQ(order.source.importer_id, "root");
    EXPECT_EQ(order.source.origin, "127.0.0.1");
    EXPECT_FALSE(order.dry_run);
    EXPECT_FALSE(house.spool.holds(order.source.file_sha256)) << "nobody needs the bytes any more";
}

TEST(Geography, MayBeTriedFirst) {
    House house;
    house.geography_answer = load::GeographyImport{.counts = {}, .change = {}, .dry_run = true};
    auto form = wards;
    form.fields = {{"dry_run", "true"}};

    const auto answer = house.upload(house.admin(), form);

    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_TRUE(answer.data().at("dry_run").as_bool());
    EXPECT_TRUE(house.geography_orders.at(0).dry_run);
}

TEST(Geography, TellsWhatIsWrongWithTheFile) {
    House house;
    house.geography_answer = refuse(Errc::unreadable_file, "row 2, column Ward (A): no ward");

    const auto answer = house.upload(house.admin(), wards);

    EXPECT_EQ(answer.status, 422U);
    EXPECT_EQ(answer.code(), "UNREADABLE_FILE");
    EXPECT_THAT(answer.body, HasSubstr("row 2, column Ward (A): no ward"));
    EXPECT_FALSE(house.spool.holds(house.geography_orders.at(0).source.file_sha256));
}

TEST(Geography, IsASuperAdminsAlone) {
    House house;
    using access::Role;
    for (const auto role : {Role::national_admin, Role::province_admin, Role::municipality_admin}) {
        const auto token = house.token(House::person("other", role, "GP", "JHB"));

        EXPECT_EQ(house.get(route, {.token = token}).status, 403U);
        EXPECT_EQ(house.upload(token, wards).status, 403U);
    }
    EXPECT_EQ(house.get(route, {.token = ""}).status, 401U);
    EXPECT_TRUE(house.geography_orders.empty());
}

}  // namespace
}  // namespace rollcall::tests
