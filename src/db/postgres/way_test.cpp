#include "db/postgres/way.hpp"

#include <gtest/gtest.h>

#include "tests/support/postgres_schema.hpp"

namespace rollcall::db::postgres {
namespace {

TEST(WayToPostgres, IsLocalThroughSocketsAndTheLoopAlone) {
    for (const auto* host :
         {"", "/run/postgresql", "localhost", "127.0.0.1", "::1", "127.0.0.1,/run/postgresql"}) {
        SCOPED_TRACE(host);
        EXPECT_TRUE(is_local({.host = host, .sslmode = "prefer"}));
    }
    for (const auto* host :
         {"db.example.org", "10.0.0.7", "2001:db8::1", "localhost.example.org", "127.0.0.1,db"}) {
        SCOPED_TRACE(host);
        EXPECT_FALSE(is_local({.host = host, .sslmode = "prefer"}));
    }
}

class WayOfAConnection : public tests::PostgresTest {};

TEST_F(WayOfAConnection, IsWhatItsUrlSays) {
    const Connection connection(url() + "&sslmode=allow");

    const auto way = way_of(connection);

    EXPECT_EQ(way.sslmode, "allow");
    EXPECT_TRUE(is_local(way)) << way.host;
}

}  // namespace
}  // namespace rollcall::db::postgres
