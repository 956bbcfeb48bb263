#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load/facts.hpp"
#include "tests/http/house.hpp"

namespace rollcall::tests {
namespace {

namespace json = boost::json;
using load::Outcome;
using queue::JobState;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAreArray;

class Jobs : public testing::Test {
protected:
    Seen get(std::string_view path) { return house.get(path, {.token = house.admin()}); }
    Seen post(std::string_view path) { return house.post(path, {.token = house.admin()}); }
    json::object status() { return get("/status/" + id.text()).data(); }
    queue::Job& job() { return house.queue.job(id); }

    // Ten seconds into the run: 1,000 of 4,000 rows are done.
    void run_a_quarter() {
        job().state = JobState::active;
        job().stage = queue::Stage::database_operations;
        job().progress = 25;
        job().started_at = house.clock.now();
        house.clock.advance(std::chrono::seconds(10));
        load::FileFacts facts;
        facts.sheet_name = "Members";
        facts.headers = {"Firstname", "ID Number"};
        facts.warnings = {"Two rows are hidden."};
        facts.rows_total = 4'000;
        auto& head = house.ledger.books[id].head;
        head.facts_json = load::to_json(facts);
        head.cursor.rows_done = 1'000;
        head.cursor.tally.of(Outcome::inserted) = 900;
        head.cursor.tally.of(Outcome::updated) = 50;
        head.cursor.tally.of(Outcome::duplicate) = 30;
        head.cursor.tally.of(Outcome::invalid) = 20;
        head.cursor.tally.valid_ids = 980;
        head.cursor.tally.unique_records = 950;
    }
    void end(JobState state) {
        job().state = state;
        job().finished_at = house.clock.now();
    }

    House house;
    JobId id =
        house.uploaded(House::person("joburg", access::Role::municipality_admin, "GP", "JHB"));
};

TEST_F(Jobs, HaveEveryKeyOfTheContract) {
    const std::vector<std::string> expected{
        "job_id",
        "status",
        "file_name",
        "file_size",
        "file_sha256",
        "uploaded_by",
        "uploaded_at",
        "priority",
        "attempts_made",
        "processed_by",
        "processing_start",
        "processing_end",
        "processing_duration_ms",
        "stage",
        "progress",
        "rows_done",
        "rows_total",
        "rows_per_second",
        "eta_seconds",
        "validation_stats",
        "database_stats",
        "verification_stats",
        "report_filename",
        "error_code",
        "error_message",
        "queue_position",
        "mode",
        "dry_run",
        "outcomes",
        "warnings",
        "sheet_name",
        "first_error",
        "cancel_requested",
        "waiting_for",
        "message",
        "seq",
        "estimated_wait_seconds"};

    const auto view = status();

    std::vector<std::string> keys;
    for (const auto& member : view)
        keys.emplace_back(member.key());
    EXPECT_THAT(keys, UnorderedElementsAreArray(expected));
}

TEST_F(Jobs, ThatWaitHaveAPlaceAndNoStatistics) {
    const auto view = status();

    EXPECT_EQ(view.at("status"), "waiting");
    EXPECT_EQ(view.at("queue_position").to_number<int>(), 1);
    EXPECT_EQ(view.at("uploaded_by"), "joburg@example.org");
    EXPECT_EQ(view.at("uploaded_at"), "2026-01-01T00:00:00.000Z");
    EXPECT_TRUE(view.at("validation_stats").is_null());
    EXPECT_TRUE(view.at("rows_total").is_null());
    EXPECT_TRUE(view.at("waiting_for").is_null());
    EXPECT_TRUE(view.at("error_code").is_null());
}

TEST_F(Jobs, ThatWaitInAPausedQueueArePaused) {
    house.queue.pause("admin-1");

    EXPECT_EQ(status().at("status"), "paused");
}

TEST_F(Jobs, ThatRunTellTheirPace) {
    run_a_quarter();

    const auto view = status();

    EXPECT_EQ(view.at("status"), "active");
    EXPECT_EQ(view.at("stage"), "database_operations");
    EXPECT_EQ(view.at("progress").to_number<int>(), 25);
    EXPECT_EQ(view.at("rows_done").to_number<int>(), 1'000);
    EXPECT_EQ(view.at("rows_total").to_number<int>(), 4'000);
    EXPECT_EQ(view.at("rows_per_second").to_number<double>(), 100);
    EXPECT_EQ(view.at("eta_seconds").to_number<int>(), 30);
    EXPECT_TRUE(view.at("queue_position").is_null());
    EXPECT_EQ(view.at("sheet_name"), "Members");
    EXPECT_EQ(view.at("warnings").as_array(), json::array{"Two rows are hidden."});
}

TEST_F(Jobs, HaveStatisticsThatAddUp) {
    run_a_quarter();
    house.clock.advance(std::chrono::seconds(2));
    end(JobState::completed);

    const auto view = status();

    const auto number = [&](const char* group, const char* key) {
        return view.at(group).at(key).to_number<int>();
    };
    EXPECT_EQ(number("validation_stats", "total_records"), 1'000);
    EXPECT_EQ(number("validation_stats", "valid_ids"), 980);
    EXPECT_EQ(number("validation_stats", "unique_records"), 950);
    EXPECT_EQ(number("validation_stats", "duplicates"), 30);
    EXPECT_EQ(number("database_stats", "total_records"), 950);
    EXPECT_EQ(number("database_stats", "inserts"), 900);
    EXPECT_EQ(number("database_stats", "updates"), 50);
    EXPECT_EQ(number("outcomes", "invalid"), 20);
    EXPECT_EQ(number("outcomes", "not_processed"), 0);
    EXPECT_EQ(view.at("processing_duration_ms").to_number<int>(), 12'000);
    EXPECT_TRUE(view.at("verification_stats").is_null());
}

TEST_F(Jobs, ThatWereStoppedTellWhatStays) {
    run_a_quarter();
    end(JobState::cancelled);

    const auto view = status();

    EXPECT_EQ(view.at("outcomes").at("not_processed").to_number<int>(), 3'000);
    EXPECT_EQ(view.at("validation_stats").at("total_records").to_number<int>(), 4'000);
    EXPECT_EQ(view.at("message"), "950 of 4,000 rows were loaded and stay");
    EXPECT_TRUE(view.at("eta_seconds").is_null());
}

TEST_F(Jobs, ThatStalledOutTellWhatStaysBesideTheirReason) {
    run_a_quarter();
    job().message = "the server died at this file again and again";
    job().error = queue::Reason{"JOB_STALLED", job().message};
    end(JobState::failed);

    EXPECT_EQ(
        status().at("message"),
        "the server died at this file again and again: 950 of 4,000 rows were loaded and stay"
    );
}

TEST_F(Jobs, ThatFailedTellWhyFirstAndLast) {
    job().first_error = queue::Reason{"READER_CRASHED", "first"};
    job().error = queue::Reason{"FILE_CORRUPT", "last"};
    end(JobState::failed);

    const auto view = status();

    EXPECT_EQ(view.at("error_code"), "FILE_CORRUPT");
    EXPECT_EQ(view.at("error_message"), "last");
    EXPECT_EQ(view.at("first_error").at("code"), "READER_CRASHED");
}

TEST_F(Jobs, AreCancelledAtOnceWhileTheyWait) {
    const auto answer = post("/cancel/" + id.text());

    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.text("status"), "cancelled");
}

TEST_F(Jobs, AreAskedToStopWhileTheyRun) {
    run_a_quarter();

    const auto answer = post("/cancel/" + id.text());

    EXPECT_EQ(answer.text("status"), "cancelling");
    EXPECT_EQ(status().at("status"), "active");
    EXPECT_EQ(status().at("cancel_requested"), true);
}

TEST_F(Jobs, ThatEndedCannotBeCancelled) {
    end(JobState::completed);

    const auto answer = post("/cancel/" + id.text());

    EXPECT_EQ(answer.status, 409U);
    EXPECT_EQ(answer.code(), "CONFLICT");
}

TEST_F(Jobs, ThatFailedRunOnceMore) {
    end(JobState::failed);

    const auto answer = post("/queue/retry/" + id.text());

    EXPECT_EQ(answer.text("status"), "waiting");
    EXPECT_EQ(answer.text("job_id"), id.text());
}

TEST_F(Jobs, ThatDidNotFailCannotBeRetried) {
    EXPECT_EQ(post("/queue/retry/" + id.text()).status, 409U);
}

// A job keeps role and area of its upload: who has less by now would load more than they may.
TEST_F(Jobs, AreNotRetriedByWhoReachesLessThanTheyDoByNow) {
    using access::Role;
    const auto nation = House::person("ana", Role::national_admin, "", "");
    const auto gauteng = House::person("ana", Role::province_admin, "GP", "");
    const auto own = house.uploaded(nation, {.bytes = "a,b\n3,4\n"});
    house.queue.job(own).state = JobState::failed;
    const auto path = "/queue/retry/" + own.text();

    const auto refused = house.post(path, {.token = house.token(gauteng)});

    EXPECT_EQ(refused.status, 403U);
    EXPECT_THAT(std::string(refused.error().at("message").as_string()), HasSubstr("smaller now"));
    EXPECT_EQ(house.queue.job(own).state, JobState::failed);
    EXPECT_EQ(house.get("/status/" + own.text(), {.token = house.token(gauteng)}).status, 200U);
    EXPECT_EQ(house.post(path, {.token = house.token(nation)}).status, 200U);
}

TEST_F(Jobs, OfNoFormOrNoRecordAreRefused) {
    EXPECT_EQ(get("/status/job-1-12345678").status, 404U);
    EXPECT_EQ(get("/status/1%27%20OR%201=1").status, 400U);
    EXPECT_EQ(get("/status/" + std::string(500, '1')).status, 400U);
}

TEST_F(Jobs, ShowTheirRowsMaskedAndPageByPage) {
    run_a_quarter();
    auto& rows = house.ledger.books[id].rows;
    for (std::uint32_t i = 0; i < 5; ++i) {
        load::RowRecord row;
        row.ordinal = i;
        row.number = i + 2;
        row.outcome = i == 3 ? Outcome::invalid : Outcome::inserted;
        row.id_last4 = static_cast<std::uint16_t>(80 + i);
        rows.push_back(row);
    }
    rows[3].findings = {
        {.row = 5, .index = 3, .detail = 7, .column = 1, .code = check::Code::id_checksum}};

    const auto first = get("/jobs/" + id.text() + "/rows?limit=3").data();
    const auto rest = get("/jobs/" + id.text() +
                          "/rows?limit=3&cursor=" + first.at("next_cursor").as_string().c_str())
                          .data();

    EXPECT_EQ(first.at("rows").as_array().size(), 3U);
    EXPECT_EQ(first.at("rows").as_array().at(0).at("id_number"), "****0080");
    ASSERT_EQ(rest.at("rows").as_array().size(), 2U);
    EXPECT_TRUE(rest.at("next_cursor").is_null());
    const auto& bad = rest.at("rows").as_array().at(0).as_object();
    EXPECT_EQ(bad.at("row").to_number<int>(), 5);
    EXPECT_EQ(bad.at("outcome"), "invalid");
    EXPECT_EQ(bad.at("codes").as_array(), json::array{"ID_CHECKSUM"});
    EXPECT_THAT(std::string(bad.at("messages").at(0).as_string()), HasSubstr("Row 5"));
}

TEST_F(Jobs, ShowRowsOfOneOutcome) {
    run_a_quarter();
    auto& rows = house.ledger.books[id].rows;
    rows.resize(2);
    rows[1].ordinal = 1;
    rows[1].outcome = Outcome::duplicate;
    rows[1].number = 9;
    rows[1].first_row = 4;

    const auto found = get("/jobs/" + id.text() + "/rows?outcome=duplicate").data();

    ASSERT_EQ(found.at("rows").as_array().size(), 1U);
    const auto& row = found.at("rows").as_array().at(0).as_object();
    EXPECT_EQ(row.at("messages").at(0), "Row 9: row 4 has the same ID number and was taken.");
    EXPECT_TRUE(row.at("id_number").is_null());
    EXPECT_EQ(get("/jobs/" + id.text() + "/rows?outcome=lost").status, 400U);
    EXPECT_EQ(get("/jobs/" + id.text() + "/rows?limit=1001").status, 400U);
}

TEST_F(Jobs, ShowTheirLogPageByPage) {
    house.queue.log(id, "info", "one");
    house.queue.log(id, "warning", "two");
    house.queue.log(id, "info", "three");

    const auto first = get("/jobs/" + id.text() + "/logs?limit=2").data();
    const auto rest = get("/jobs/" + id.text() + "/logs?limit=2&cursor=2").data();

    EXPECT_EQ(first.at("lines").as_array().size(), 2U);
    EXPECT_EQ(first.at("lines").at(1).at("level"), "warning");
    EXPECT_EQ(first.at("lines").at(1).at("at"), "2026-01-01T00:00:00.000Z");
    EXPECT_EQ(first.at("next_cursor"), "2");
    EXPECT_EQ(rest.at("lines").at(0).at("text"), "three");
    EXPECT_TRUE(rest.at("next_cursor").is_null());
}

TEST_F(Jobs, HaveNoReportBeforeTheirEnd) {
    const auto answer = get("/report/" + id.text());

    EXPECT_EQ(answer.status, 409U);
    EXPECT_NE(answer.header("Retry-After"), "");
    EXPECT_THAT(answer.body, HasSubstr("is waiting; its report is made when it ends"));
}

class Reports : public Jobs {
protected:
    void SetUp() override { end(JobState::completed); }
    Seen report(http::Headers headers = {}) {
        return house.get(
            "/report/" + id.text(), {.token = house.admin(), .headers = std::move(headers)}
        );
    }
};

TEST_F(Reports, AreAttachments) {
    const auto answer = report();

    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.body, "0123456789");
    EXPECT_EQ(
        answer.header("Content-Disposition"),
        "attachment; filename=\"bulk-upload-report-" + id.text() + ".xlsx\""
    );
    EXPECT_THAT(answer.header("Content-Type"), HasSubstr("spreadsheetml"));
    EXPECT_EQ(answer.header("Accept-Ranges"), "bytes");
}

TEST_F(Reports, AreMadeWhereNobodyElseWaits) {
    for (const auto* what : {"/report/", "/corrections/"}) {
        const auto head = house.head_of("GET", what + id.text(), {.token = house.admin()});
        EXPECT_EQ(std::get<http::Admitted>(house.api->admit(head)).lane, http::Lane::documents);
    }
}

TEST_F(Reports, AreNotSentAgainWhileTheyAreTheSame) {
    const auto tag = report().header("ETag");

    const auto answer = report({{"if-none-match", "\"other\", W/" + tag}});

    EXPECT_EQ(answer.status, 304U);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.header("ETag"), tag);
}

TEST_F(Reports, AreSentInParts) {
    const auto tag = report().header("ETag");

    const auto part = report({{"range", "bytes=2-5"}, {"if-range", tag}});
    const auto stale = report({{"range", "bytes=2-5"}, {"if-range", "\"old\""}});
    const auto past = report({{"range", "bytes=10-"}});

    EXPECT_EQ(part.status, 206U);
    EXPECT_EQ(part.body, "2345");
    EXPECT_EQ(part.header("Content-Range"), "bytes 2-5/10");
    EXPECT_EQ(stale.status, 200U);
    EXPECT_EQ(past.status, 416U);
    EXPECT_EQ(past.header("Content-Range"), "bytes */10");
    EXPECT_EQ(past.code(), "RANGE_NOT_SATISFIABLE");
}

TEST_F(Reports, SayWhyThereAreNoCorrections) {
    const auto answer = get("/corrections/" + id.text());

    EXPECT_EQ(answer.status, 404U);
    EXPECT_THAT(answer.body, HasSubstr("every row loaded"));
}

TEST_F(Jobs, CanBeFollowedByWhoShowsAToken) {
    for (const auto* method : {"GET", "HEAD"}) {
        SCOPED_TRACE(method);
        const auto token = house.admin();
        const auto answer = house.ask(method, "/events/" + id.text(), {.token = token});

        EXPECT_EQ(answer.status, 200U);
        EXPECT_EQ(answer.header("Content-Type"), "text/event-stream");
        EXPECT_EQ(answer.header("Cache-Control"), "no-store");
        // What a stream needs on its way, whoever writes it says once.
        EXPECT_EQ(answer.header("X-Accel-Buffering"), "");
        ASSERT_TRUE(answer.stream.has_value());
        EXPECT_EQ(answer.stream->token, token);
        EXPECT_EQ(answer.stream->job, id);
    }
}

TEST_F(Jobs, ThatAreFollowedAreCountedInTheMetrics) {
    house.ask("GET", "/events/" + id.text(), {.token = house.admin()});

    const auto metrics = house.get("//metrics", {}).body;

    EXPECT_THAT(
        metrics, HasSubstr("rollcall_http_requests_total{route=\"events\",status=\"200\"} 1")
    );
}

}  // namespace
}  // namespace rollcall::tests
