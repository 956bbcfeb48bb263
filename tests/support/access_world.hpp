// An installation's own users and audit over an SQLite file, at a clock that stands still.
#pragma once

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "access/access.hpp"
#include "access/sql/sql.hpp"
#include "base/manual_clock.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/sql/sql_queue.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::tests {

class AccessWorld {
public:
    AccessWorld() {
        const std::array rooms{queue::sql::migrations(), access::sql::migrations()};
        EXPECT_TRUE(db::sqlite::migrate(store, rooms));
        standing.refresh();
    }

    static access::TokenRules rules() {
        return {
            .secret = std::string(32, 's'),
            .issuer = "",
            .audience = "",
            .leeway = std::chrono::seconds(60)};
    }
    // A user of that password.
    void add(
        const std::string& email,
        const access::Office& office = {.role = access::Role::super_admin},
        const std::string& password = "correct horse battery"
    ) {
        const auto added = accounts.add({email, office, password}, {.id = "root@example.org"});
        ASSERT_TRUE(added) << added.error().message;
    }
    Result<access::Pass>
    sign_in(const std::string& email, const std::string& password = "correct horse battery") {
        return logins.sign_in({email, password, "192.0.2.1"});
    }
    // Whether the token's bearer comes in just now.
    Result<access::Principal> admit(const std::string& token) {
        return gate.admit(token, clock.now());
    }
    // What the audit has, a line each.
    std::vector<std::string> deeds() {
        std::vector<std::string> lines;
        for (const auto& entry : audit.list(0, 1'000)) {
            const auto& deed = entry.deed;
            lines.push_back(deed.action + " " + deed.subject + " by " + deed.actor);
        }
        return lines;
    }

    ManualClock clock;
    TemporaryFolder folder;
    db::sqlite::Store store{folder / "rollcall.db"};
    db::sqlite::SqliteDatabase database{store, clock};
    access::sql::SqlAudit audit{database, "a key"};
    access::sql::SqlUsers users{database, audit};
    access::Standing standing{users, clock};
    access::Gate gate{rules(), &standing};
    access::Passwords passwords{{.memory_bytes = 8 * kib, .passes = 1}};
    access::Accounts accounts{{users, passwords, [this] { standing.refresh(); }}};
    access::Logins logins{{users, audit, passwords, gate.rules(), clock}};
};

}  // namespace rollcall::tests
