#include "load/sql/sql_geography.hpp"

#include <array>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "db/postgres/database.hpp"
#include "db/postgres/migrate.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "load/postgres/schema.hpp"
#include "load/sqlite/schema.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::load::sql {
namespace {

using check::geography::PlaceList;

// A database with load's tables.
class World {
public:
    World() = default;
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    virtual ~World() = default;
    virtual db::Database& database() = 0;
};

class SqliteWorld final : public World {
public:
    SqliteWorld() { EXPECT_TRUE(db::sqlite::migrate(store_, std::array{sqlite::migrations()})); }
    db::Database& database() override { return database_; }

private:
    tests::TemporaryFolder folder_;
    const SystemClock clock_;
    db::sqlite::Store store_{folder_ / "rollcall.db"};
    db::sqlite::SqliteDatabase database_{store_, clock_};
};

class PostgresWorld final : public World {
public:
    PostgresWorld() {
        EXPECT_TRUE(db::postgres::migrate(store_, std::array{postgres::migrations()}));
    }
    db::Database& database() override { return database_; }

private:
    tests::PostgresSchema schema_;
    db::postgres::Store store_{schema_.url()};
    db::postgres::PostgresDatabase database_{store_};
};

PlaceList two_metros() {
    PlaceList list;
    list.districts["DC42"] = {"Sedibeng", "GP"};
    list.municipalities["JHB"] = {"City of Johannesburg", "", "", "GP"};
    list.municipalities["JHB-A"] = {"Region A", "JHB", "", "GP"};
    list.municipalities["GT421"] = {"Emfuleni", "", "DC42", "GP"};
    list.wards["79800001"] = {"JHB-A"};
    list.wards["79800002"] = {"JHB"};
    list.wards["74205001"] = {"GT421"};
    return list;
}

const GeographySource source{"wards.csv", std::string(64, 'a'), "root@example.org"};

class Geographies : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (GetParam() && !tests::has_postgres()) GTEST_SKIP() << tests::no_postgres;
        if (GetParam()) {
            world_ = std::make_unique<PostgresWorld>();
        } else {
            world_ = std::make_unique<SqliteWorld>();
        }
    }
    db::Database& database() { return world_->database(); }

    std::unique_ptr<World> world_;
};

TEST_P(Geographies, KnowsNothingBeforeAnImport) {
    SqlGeography geography(database());

    EXPECT_FALSE(geography.current()->known());
    EXPECT_FALSE(geography.facts());
}

TEST_P(Geographies, KnowsWhatWasImported) {
    SqlGeography geography(database());

    const auto change = geography.replace(two_metros(), source);

    EXPECT_EQ(change, (GeographyChange{.added = {3, 3, 1}}));
    const auto known = geography.current();
    EXPECT_TRUE(known->known());
    EXPECT_TRUE(known->find("79800001")->lies_in("JHB"));
    EXPECT_EQ(known->find("74205001")->municipality_code, "GT421");
    EXPECT_FALSE(known->find("74205002"));
    const auto facts = geography.facts();
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->source.file_name, "wards.csv");
    EXPECT_EQ(facts->source.file_sha256, source.file_sha256);
    EXPECT_EQ(facts->source.imported_by, "root@example.org");
    EXPECT_EQ(facts->counts, (PlaceCounts{3, 3, 1}));
}

TEST_P(Geographies, PutsTheWholeListInPlaceOfTheOneBefore) {
    SqlGeography geography(database());
    geography.replace(two_metros(), source);
    auto list = two_metros();
    list.wards.erase("74205001");
    list.municipalities.erase("GT421");
    list.districts.clear();
    list.wards["79800002"] = {"JHB-A"};
    list.municipalities["JHB"].name = "Joburg";
    list.wards["79800003"] = {"JHB"};

    const GeographyChange expected{.added = {1, 0, 0}, .changed = {1, 1, 0}, .removed = {1, 1, 1}};
    EXPECT_EQ(geography.compare(list), expected);
    EXPECT_EQ(geography.replace(list, source), expected);

    EXPECT_EQ(geography.compare(list), GeographyChange{});
    EXPECT_FALSE(geography.current()->find("74205001"));
    EXPECT_EQ(geography.current()->find("79800002")->municipality_code, "JHB-A");
}

TEST_P(Geographies, AreToldOfWithinTheirTransaction) {
    GeographyImport told;
    bool fails = false;
    const auto tell = [&](db::Session&, const GeographySource& from, const GeographyImport& what) {
        if (fails) throw Failure("nobody can be told");
        EXPECT_EQ(from.imported_by, "root@example.org");
        told = what;
    };
    SqlGeography geography(database(), tell);
    geography.replace(two_metros(), source);
    EXPECT_EQ(told.counts, (PlaceCounts{3, 3, 1}));
    EXPECT_EQ(told.change, (GeographyChange{.added = {3, 3, 1}}));
    auto list = two_metros();
    list.wards.erase("74205001");
    fails = true;

    EXPECT_THROW(geography.replace(list, {"other.csv", std::string(64, 'b'), ""}), Failure);

    EXPECT_TRUE(geography.current()->find("74205001"));
    EXPECT_EQ(geography.facts()->source.file_name, "wards.csv");
}

TEST_P(Geographies, AreTakenUpByWhoeverElseHoldsOne) {
    SqlGeography here(database());
    SqlGeography elsewhere(database());
    const auto before = elsewhere.current();

    here.replace(two_metros(), source);

    EXPECT_TRUE(elsewhere.current()->known());
    EXPECT_FALSE(before->known()) << "who runs a job goes on with what it began with";
    EXPECT_EQ(elsewhere.current(), elsewhere.current()) << "it is kept while nothing changes";
}

INSTANTIATE_TEST_SUITE_P(Databases, Geographies, testing::Bool(), [](const auto& each) {
    return each.param ? "Postgres" : "Sqlite";
});

}  // namespace
}  // namespace rollcall::load::sql
