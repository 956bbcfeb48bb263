// The API over the queue that serves in earnest: both must mean the same by scopes, states, pages.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/assert.hpp"
#include "db/sqlite/database.hpp"
#include "db/sqlite/migrate.hpp"
#include "db/sqlite/store.hpp"
#include "queue/sql/sql.hpp"
#include "tests/http/house.hpp"

namespace rollcall::tests {
namespace {

namespace json = boost::json;
using access::Role;

db::sqlite::Store& migrated(db::sqlite::Store& store) {
    const std::array rooms{queue::sql::migrations()};
    ROLLCALL_ASSERT(db::sqlite::migrate(store, rooms));
    return store;
}

class OverSqlite : public testing::Test {
protected:
    // A job with bytes of its own.
    JobId upload(const access::Principal& who) {
        return house.uploaded(who, {.bytes = "ID Number\n" + std::to_string(++uploads)});
    }
    json::object get(std::string_view path) {
        return house.get(path, {.token = house.admin()}).data();
    }
    Seen post(std::string_view path) { return house.post(path, {.token = house.admin()}); }
    int count(std::string_view path, const access::Principal& who, const char* key) {
        return house.get(path, {.token = house.token(who)}).data().at(key).to_number<int>();
    }

    std::vector<std::string> texts(std::string_view sql) {
        return database.read([&](db::Session& session) {
            auto rows = session.query(sql);
            std::vector<std::string> texts;
            while (rows.step())
                texts.emplace_back(rows.text(0));
            return texts;
        });
    }

    ManualClock clock;
    TemporaryFolder folder;
    db::sqlite::Store store{folder / "rollcall.db"};
    db::sqlite::SqliteDatabase database{migrated(store), clock};
    queue::sql::SqlQueue queue{database, queue::QueueLimits{}, queue::RetryPolicy{}};
    House house{[](http::Settings&) {}, &queue};
    int uploads = 0;
};

const auto joburg = House::person("joburg", Role::municipality_admin, "GP", "JHB");
const auto gauteng = House::person("gauteng", Role::province_admin, "GP", "");
const auto nation = House::person("nation", Role::national_admin, "", "");

TEST_F(OverSqlite, ListsAndCountsHoldWhatOneMaySee) {
    upload(joburg);
    upload(House::person("colleague", Role::municipality_admin, "GP", "JHB"));
    upload(House::person("pretoria", Role::municipality_admin, "GP", "TSH"));
    upload(gauteng);
    upload(House::person("cape", Role::municipality_admin, "WC", "CPT"));
    upload(nation);

    struct Case {
        const access::Principal& who;
        int seen;
    };
    for (const auto& one : {Case{nation, 6}, Case{gauteng, 4}, Case{joburg, 2}}) {
        SCOPED_TRACE(one.who.user_id);
        EXPECT_EQ(count("/queue/jobs?limit=100", one.who, "count"), one.seen);
        EXPECT_EQ(count("/queue/stats", one.who, "total"), one.seen);
        EXPECT_EQ(count("/stats", one.who, "total_uploads"), 1);
    }
}

// An identity provider's addresses may change hands; its ids do not.
TEST_F(OverSqlite, TheAuditNamesWhoActsByTheIdOfTheirToken) {
    const access::Principal ana{
        .user_id = "u-7f3a", .email = "ana@example.org", .role = Role::super_admin};
    const auto token = house.token(ana);
    const auto id = house.uploaded(ana, {.fields = {{"force", "true"}}});
    const auto lease = queue.claim("worker-1", Milliseconds{1'000}).value();
    const queue::Fence fence{.job = id, .epoch = lease.epoch};
    queue.fail(fence, {.code = "X", .message = "x"}, false).value();

    for (const auto& path :
         {"/queue/retry/" + id.text(),
          "/cancel/" + id.text(),
          std::string("/queue/pause"),
          std::string("/queue/resume"),
          std::string("/queue/clean")})
        EXPECT_EQ(house.post(path, {.token = token}).status, 200U) << path;
    EXPECT_EQ(house.get("/report/" + id.text(), {.token = token}).status, 200U);

    const auto download = house.audit.list(0, 1).front().deed;
    EXPECT_EQ(download.actor, "u-7f3a");
    EXPECT_EQ(download.details, "report, email ana@example.org");
    EXPECT_EQ(
        texts("SELECT action || ' by ' || actor || ': ' || details FROM audit ORDER BY number"),
        (std::vector<std::string>{
            "upload by u-7f3a: force, email ana@example.org",
            "retry by u-7f3a: email ana@example.org",
            "cancel by u-7f3a: email ana@example.org",
            "pause by u-7f3a: email ana@example.org",
            "resume by u-7f3a: email ana@example.org"})
    );
}

TEST_F(OverSqlite, WaitingJobsArePausedWhileTheQueueIs) {
    const auto id = upload(joburg);

    EXPECT_EQ(post("/queue/pause").data().at("paused").to_number<int>(), 1);
    EXPECT_EQ(get("/status/" + id.text()).at("status"), "paused");
    EXPECT_EQ(get("/status/" + id.text()).at("queue_position").to_number<int>(), 1);
    EXPECT_EQ(get("/queue/jobs").at("jobs").at(0).at("status"), "paused");
    EXPECT_EQ(count("/queue/jobs?status=paused", joburg, "count"), 1);
    EXPECT_EQ(count("/queue/jobs?status=waiting", joburg, "count"), 0);
    EXPECT_EQ(post("/queue/resume").data().at("waiting").to_number<int>(), 1);
    EXPECT_EQ(count("/queue/jobs?status=waiting", joburg, "count"), 1);
}

TEST_F(OverSqlite, PagesFollowOneAnother) {
    for (int i = 0; i < 5; ++i)
        upload(joburg);

    const auto first = get("/queue/jobs?limit=3");
    const auto rest =
        get("/queue/jobs?limit=3&cursor=" + std::string(first.at("next_cursor").as_string()));
    const auto history =
        house.get("/history?page=2&limit=2", {.token = house.token(joburg)}).data();

    EXPECT_EQ(first.at("count").to_number<int>(), 3);
    EXPECT_EQ(rest.at("count").to_number<int>(), 2);
    EXPECT_TRUE(rest.at("next_cursor").is_null());
    EXPECT_EQ(history.at("jobs").as_array().size(), 2U);
    EXPECT_EQ(history.at("jobs").at(0).at("job_id"), first.at("jobs").at(2).at("job_id"));
    EXPECT_EQ(history.at("pagination").at("total_pages").to_number<int>(), 3);
}

TEST_F(OverSqlite, TheSameBytesAndTheSameKeyAreKnownAgain) {
    const auto token = house.token(joburg);
    const http::Headers key{{"idempotency-key", "k1"}};
    const auto first = house.upload(token, {.headers = key});
    ASSERT_EQ(first.status, 200U) << first.body;

    const auto replay = house.upload(token, {.headers = key});
    const auto other = house.upload(token, {.bytes = "other", .headers = key});
    const auto same = house.upload(token);
    const auto forced = house.upload(token, {.fields = {{"force", "true"}}});

    EXPECT_EQ(replay.header("Idempotent-Replayed"), "true");
    EXPECT_EQ(replay.text("job_id"), first.text("job_id"));
    EXPECT_EQ(other.status, 422U);
    EXPECT_EQ(same.status, 409U);
    EXPECT_EQ(same.error().at("details").at("duplicate_of").as_string(), first.text("job_id"));
    EXPECT_EQ(forced.status, 200U);
}

TEST_F(OverSqlite, CancelAndRetryKeepToTheArrows) {
    const auto id = upload(joburg).text();

    EXPECT_EQ(post("/queue/retry/" + id).status, 409U);
    EXPECT_EQ(post("/cancel/" + id).text("status"), "cancelled");
    EXPECT_EQ(post("/cancel/" + id).status, 409U);
    EXPECT_EQ(get("/status/" + id).at("status"), "cancelled");
    EXPECT_FALSE(get("/jobs/" + id + "/logs").at("lines").as_array().empty());
}

}  // namespace
}  // namespace rollcall::tests
