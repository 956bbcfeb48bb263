#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "db/postgres/migrate.hpp"
#include "db/postgres/store.hpp"
#include "tests/support/postgres_schema.hpp"

namespace rollcall::db::postgres {
namespace {

using PostgresMigration = tests::PostgresTest;

TEST_F(PostgresMigration, RunsOnceWhenProgramsStartAtTheSameTime) {
    const std::array rooms{Migrations{"things", {"CREATE TABLE things (n int)"}}};
    std::atomic<int> well = 0;
    {
        std::vector<std::jthread> programs;
        programs.reserve(6);
        for (int i = 0; i < 6; ++i) {
            programs.emplace_back([&] {
                Store store(url());
                if (migrate(store, rooms)) ++well;
            });
        }
    }

    EXPECT_EQ(well, 6);
}

}  // namespace
}  // namespace rollcall::db::postgres
