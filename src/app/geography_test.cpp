#include "app/geography.hpp"

#include <memory>

#include <gtest/gtest.h>

#include "app/embedded_stores.hpp"
#include "app/settings.hpp"
#include "base/failure.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::app {
namespace {

class GeographyOfStores : public testing::Test {
protected:
    static check::geography::PlaceList list() {
        check::geography::PlaceList list;
        list.municipalities["JHB"] = {"City of Johannesburg", "", "", "GP"};
        list.wards["79800001"] = {"JHB"};
        return list;
    }

    const tests::TemporaryFolder folder;
    event::Bus bus;
    const std::unique_ptr<Stores> stores =
        EmbeddedStores::open(Settings(), {folder.path(), bus}).value();
    const load::GeographySource source{
        .file_name = "wards.csv",
        .file_sha256 = std::string(64, 'a'),
        .imported_by = "root@example.org",
        .importer_id = "root-1",
        .origin = "192.0.2.1"};
};

TEST_F(GeographyOfStores, IsRecordedWithItsImport) {
    stores->geography().replace(list(), source);

    const auto entries = stores->audit().list(0, 10);
    ASSERT_EQ(entries.size(), 1U);
    const auto& deed = entries.front().deed;
    EXPECT_EQ(deed.actor, "root-1");
    EXPECT_EQ(deed.origin, "192.0.2.1");
    EXPECT_EQ(deed.action, "geography_import");
    EXPECT_EQ(deed.details, "1 wards: 1 added, 0 changed, 0 removed, email root@example.org");
    EXPECT_EQ(deed.file_sha256, source.file_sha256);
}

TEST_F(GeographyOfStores, IsNotImportedWhenThatCannotBeRecorded) {
    db::sqlite::Store(EmbeddedStores::database_in(folder.path())).alone([](auto& connection) {
        connection.execute("DROP TABLE audit_chain");
    });

    EXPECT_THROW(stores->geography().replace(list(), source), Failure);

    EXPECT_FALSE(stores->geography().facts());
    EXPECT_FALSE(stores->geography().current()->known());
}

}  // namespace
}  // namespace rollcall::app
