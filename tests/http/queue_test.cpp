#include <chrono>
#include <future>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/house.hpp"

namespace rollcall::tests {
namespace {

namespace json = boost::json;
using queue::JobState;
using testing::HasSubstr;

class QueueRoutes : public testing::Test {
protected:
    Seen get(std::string_view path) { return house.get(path, {.token = house.token(root)}); }
    Seen post(std::string_view path, std::string body = "") {
        return house.post(path, {.token = house.token(root), .body = std::move(body)});
    }
    // A job of the admin's own, with bytes of its own.
    JobId upload(std::string name = "list.csv") {
        const auto bytes = "ID Number\n" + std::to_string(++uploads);
        house.clock.advance(std::chrono::seconds(1));
        return house.uploaded(root, {.bytes = bytes, .file_name = std::move(name)});
    }
    void end(const JobId& id, JobState state) {
        house.queue.job(id).state = state;
        house.queue.job(id).finished_at = house.clock.now();
    }
    static int number(const json::object& object, const char* key) {
        return object.at(key).to_number<int>();
    }

    House house;
    access::Principal root = House::person("root", access::Role::super_admin, "", "");
    int uploads = 0;
};

TEST_F(QueueRoutes, CountEachJobOnce) {
    upload();
    end(upload(), JobState::completed);
    end(upload(), JobState::failed);
    end(upload(), JobState::cancelled);

    const auto counts = get("/queue/stats").data();

    EXPECT_EQ(number(counts, "waiting"), 1);
    EXPECT_EQ(number(counts, "completed"), 1);
    EXPECT_EQ(number(counts, "failed"), 1);
    EXPECT_EQ(number(counts, "cancelled"), 1);
    EXPECT_EQ(number(counts, "active"), 0);
    EXPECT_EQ(number(counts, "delayed"), 0);
    EXPECT_EQ(number(counts, "paused"), 0);
    EXPECT_EQ(number(counts, "total"), 3);
}

TEST_F(QueueRoutes, ListJobsNewestFirstAndPageByPage) {
    const auto first = upload();
    const auto second = upload();
    const auto third = upload();

    const auto page = get("/queue/jobs?limit=2").data();
    const auto rest =
        get(std::string("/queue/jobs?limit=2&cursor=") + page.at("next_cursor").as_string().c_str())
            .data();

    EXPECT_EQ(number(page, "count"), 2);
    EXPECT_EQ(page.at("jobs").at(0).at("job_id").as_string(), third.text());
    EXPECT_EQ(page.at("jobs").at(1).at("job_id").as_string(), second.text());
    EXPECT_EQ(rest.at("jobs").at(0).at("job_id").as_string(), first.text());
    EXPECT_TRUE(rest.at("next_cursor").is_null());
}

TEST_F(QueueRoutes, ListJobsWithTheirKeys) {
    end(upload(), JobState::failed);
    house.queue.jobs.back().error = queue::Reason{"FILE_CORRUPT", "The file is broken."};

    const auto job = get("/queue/jobs").data().at("jobs").at(0).as_object();

    EXPECT_EQ(job.size(), 10U);
    EXPECT_EQ(job.at("status"), "failed");
    EXPECT_EQ(job.at("uploaded_by"), "root@example.org");
    EXPECT_EQ(job.at("timestamp"), "2026-01-01T00:00:01.000Z");
    EXPECT_EQ(job.at("failed_reason"), "The file is broken.");
    EXPECT_TRUE(job.at("processed_on").is_null());
    EXPECT_FALSE(job.at("finished_on").is_null());
}

TEST_F(QueueRoutes, FindJobsByStatusAndText) {
    upload("Soweto.csv");
    end(upload("Durban.csv"), JobState::completed);

    EXPECT_EQ(number(get("/queue/jobs?status=completed").data(), "count"), 1);
    EXPECT_EQ(number(get("/queue/jobs?q=soweto").data(), "count"), 1);
    EXPECT_EQ(number(get("/queue/jobs?q=%25").data(), "count"), 0);
    EXPECT_EQ(get("/queue/jobs?status=lost").status, 400U);
    EXPECT_EQ(get("/queue/jobs?limit=0").status, 400U);
}

TEST_F(QueueRoutes, CallWaitingJobsPausedWhileTheQueueIs) {
    upload();

    const auto counts = post("/queue/pause").data();

    EXPECT_EQ(number(counts, "paused"), 1);
    EXPECT_EQ(number(counts, "waiting"), 0);
    EXPECT_EQ(number(get("/queue/jobs?status=paused").data(), "count"), 1);
    EXPECT_EQ(number(get("/queue/jobs?status=waiting").data(), "count"), 0);
    EXPECT_EQ(get("/queue/jobs").data().at("jobs").at(0).at("status"), "paused");
    EXPECT_EQ(number(post("/queue/resume").data(), "waiting"), 1);
    EXPECT_EQ(number(get("/queue/jobs?status=paused").data(), "count"), 0);
}

TEST_F(QueueRoutes, CleanRemovesWhatEndedLongAgo) {
    const auto old = upload();
    end(old, JobState::completed);
    house.clock.advance(std::chrono::hours(30));
    end(upload(), JobState::failed);

    const auto removed = post("/queue/clean", R"({"gracePeriodHours":24})").data();

    EXPECT_EQ(number(removed, "removed_completed"), 1);
    EXPECT_EQ(number(removed, "removed_failed"), 0);
    EXPECT_EQ(number(removed, "removedCompleted"), 1);
    EXPECT_EQ(number(removed, "removedFailed"), 0);
    EXPECT_EQ(number(removed, "freed_bytes"), 10);
    EXPECT_EQ(get("/status/" + old.text()).status, 404U);
}

TEST_F(QueueRoutes, CleanTakesADayUnlessToldOtherwise) {
    end(upload(), JobState::completed);
    house.clock.advance(std::chrono::hours(2));

    EXPECT_EQ(number(post("/queue/clean").data(), "removed_completed"), 0);
    EXPECT_EQ(number(post("/queue/clean", "{}").data(), "removed_completed"), 0);
    EXPECT_EQ(
        number(post("/queue/clean", R"({"gracePeriodHours":0.5})").data(), "removed_completed"), 1
    );
}

TEST_F(QueueRoutes, CleanRefusesWhatIsNoGracePeriod) {
    for (const char* body :
         {"x",
          "[]",
          "24",
          R"({"gracePeriodHours":-1})",
          R"({"gracePeriodHours":"24"})",
          R"({"gracePeriodHours":1e300})",
          R"({"gracePeriodHours":null})",
          R"({"gracePeriodHours":0,"gracePeriodHours":24})"}) {
        SCOPED_TRACE(body);
        const auto answer = post("/queue/clean", body);
        EXPECT_EQ(answer.status, 400U);
        EXPECT_EQ(answer.code(), "VALIDATION_ERROR");
    }
}

TEST_F(QueueRoutes, CleanGoesOnUntilNothingIsLeft) {
    end(upload(), JobState::completed);
    while (house.queue.jobs.size() < 501)
        house.queue.jobs.push_back(house.queue.jobs.front());
    house.clock.advance(std::chrono::hours(30));

    EXPECT_EQ(number(post("/queue/clean").data(), "removed_completed"), 501);
}

TEST_F(QueueRoutes, UploadsGoOnWhileCleanDiscards) {
    end(upload(), JobState::completed);
    house.clock.advance(std::chrono::hours(30));
    auto uploaded = std::async(std::launch::deferred, [] { return JobId(); });
    house.discarding = [&] {
        uploaded = std::async(std::launch::async, [&] { return upload(); });
        EXPECT_EQ(uploaded.wait_for(std::chrono::seconds(5)), std::future_status::ready);
    };

    EXPECT_EQ(number(post("/queue/clean").data(), "removed_completed"), 1);

    EXPECT_EQ(get("/status/" + uploaded.get().text()).status, 200U);
}

TEST_F(QueueRoutes, HistoryIsOnesOwnPageByPage) {
    house.uploaded(House::person("other", access::Role::national_admin, "", ""));
    std::vector<JobId> ids;
    for (int i = 0; i < 5; ++i)
        ids.push_back(upload());

    const auto page = get("/history?page=2&limit=2").data();

    ASSERT_EQ(page.at("jobs").as_array().size(), 2U);
    EXPECT_EQ(page.at("jobs").at(0).at("job_id").as_string(), ids.at(2).text());
    EXPECT_TRUE(page.at("jobs").at(0).as_object().contains("validation_stats"));
    const auto& pagination = page.at("pagination").as_object();
    EXPECT_EQ(number(pagination, "page"), 2);
    EXPECT_EQ(number(pagination, "limit"), 2);
    EXPECT_EQ(number(pagination, "total_count"), 5);
    EXPECT_EQ(number(pagination, "total_pages"), 3);
    EXPECT_EQ(get("/history?page=3&limit=2").data().at("jobs").as_array().size(), 1U);
    EXPECT_EQ(get("/history?page=9999&limit=2").data().at("jobs").as_array().size(), 0U);
    EXPECT_EQ(get("/history?page=0").status, 400U);
}

TEST_F(QueueRoutes, StatsAddUpOnesOwnUploads) {
    const auto good = upload();
    end(good, JobState::completed);
    end(upload(), JobState::failed);
    upload();
    auto& tally = house.ledger.books[good].head.cursor.tally;
    tally.of(load::Outcome::inserted) = 70;
    tally.of(load::Outcome::updated) = 20;
    tally.of(load::Outcome::invalid) = 10;

    const auto stats = get("/stats").data();

    EXPECT_EQ(number(stats, "total_uploads"), 3);
    EXPECT_EQ(number(stats, "successful_uploads"), 1);
    EXPECT_EQ(number(stats, "failed_uploads"), 1);
    EXPECT_DOUBLE_EQ(stats.at("success_rate").to_number<double>(), 33.33);
    EXPECT_EQ(number(stats, "avg_processing_time_ms"), 0);
    EXPECT_EQ(number(stats, "total_records_processed"), 100);
    EXPECT_EQ(number(stats, "total_inserts"), 70);
    EXPECT_EQ(number(stats, "total_updates"), 20);
}

TEST_F(QueueRoutes, TemplateComesInBothFormats) {
    EXPECT_EQ(get("/template").body, "xlsx");
    EXPECT_EQ(get("/template?format=csv").body, "csv");
    EXPECT_THAT(
        get("/template?format=csv").header("Content-Disposition"), HasSubstr("template.csv")
    );
    EXPECT_EQ(get("/template?format=pdf").status, 400U);
}

}  // namespace
}  // namespace rollcall::tests
