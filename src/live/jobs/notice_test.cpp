#include "live/jobs/notice.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::live::jobs {
namespace {

using queue::JobState;
using testing::UnorderedElementsAreArray;

constexpr Instant now{Milliseconds{1'767'225'600'123}};

Look look_at(JobState state) {
    Look look;
    look.job.id = *JobId::parse("job-1767225600000-100000000001");
    look.job.file_sha256 = std::string(64, 'a');
    look.job.state = look.shown = state;
    look.job.seq = 7;
    look.job.stage = queue::Stage::database_operations;
    if (queue::is_final(state)) look.job.finished_at = now - Milliseconds{123};
    look.status = {{"file_name", "list.xlsx"}, {"rows_done", 12'000}, {"message", "as it ended"}};
    look.line = {{"job_id", look.job.id.text()}};
    return look;
}

std::vector<std::string> keys_of(const boost::json::object& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object)
        keys.emplace_back(key);
    return keys;
}

TEST(Notice, OfEveryStateHasItsEventAndItsKeys) {
    const std::vector<std::string> head{"job_id", "file_id", "status", "timestamp", "seq"};
    const std::vector<std::string> progress{
        "file_name",
        "stage",
        "progress",
        "message",
        "rows_done",
        "rows_total",
        "rows_processed",
        "rows_per_second",
        "eta_seconds"};
    const std::vector<std::string> result{
        "message",
        "outcomes",
        "validation_stats",
        "database_stats",
        "verification_stats",
        "report_filename",
        "processing_duration_ms"};
    auto failure = result;
    failure.insert(failure.end(), {"error", "error_code", "stage", "attempts_made", "will_retry"});
    struct Case {
        JobState state;
        std::string_view event;
        std::vector<std::string> keys;
    };
    for (auto& [state, event, keys] : std::vector<Case>{
             {JobState::waiting, "bulk_upload_progress", progress},
             {JobState::paused, "bulk_upload_progress", progress},
             {JobState::delayed, "bulk_upload_progress", progress},
             {JobState::active, "bulk_upload_progress", progress},
             {JobState::completed, "bulk_upload_complete", result},
             {JobState::failed, "bulk_upload_failed", failure},
             {JobState::cancelled, "bulk_upload_cancelled", result},
         }) {
        SCOPED_TRACE(to_string(state));
        const auto notice = notice_of(look_at(state), now);
        keys.insert(keys.end(), head.begin(), head.end());
        EXPECT_EQ(notice.event, event);
        EXPECT_EQ(notice.is_final, queue::is_final(state));
        EXPECT_EQ(notice.data.at("status").as_string(), to_string(state));
        EXPECT_EQ(notice.data.at("seq").to_number<int>(), 7);
        EXPECT_EQ(notice.data.at("file_id").as_string(), std::string(64, 'a'));
        EXPECT_THAT(keys_of(notice.data), UnorderedElementsAreArray(keys));
    }
}

TEST(Notice, OfProgressCountsItsRowsUnderBothNames) {
    const auto data = notice_of(look_at(JobState::active), now).data;

    EXPECT_EQ(data.at("rows_done").to_number<int>(), 12'000);
    EXPECT_EQ(data.at("rows_processed").to_number<int>(), 12'000);
    EXPECT_EQ(data.at("timestamp").as_string(), "2026-01-01T00:00:00.123Z");
}

TEST(Notice, OfARetryThatWaitsSaysWhy) {
    auto look = look_at(JobState::delayed);
    look.job.error = queue::Reason{"READER_CRASHED", "the reader was killed"};

    EXPECT_EQ(notice_of(look, now).data.at("message").as_string(), "the reader was killed");
}

TEST(Notice, OfAJobThatWaitsForItsStoreSaysSo) {
    auto look = look_at(JobState::active);
    look.job.waiting_for = queue::WaitingFor::disk;

    EXPECT_EQ(notice_of(look, now).data.at("message").as_string(), "waits for the disk");
}

TEST(Notice, OfAFailureHasItsErrorAsText) {
    auto look = look_at(JobState::failed);
    look.job.error = queue::Reason{"FILE_CORRUPT", "the file is damaged"};
    look.job.attempts_made = 1;
    const auto data = notice_of(look, now).data;

    EXPECT_EQ(data.at("error").as_string(), "the file is damaged");
    EXPECT_EQ(data.at("error_code").as_string(), "FILE_CORRUPT");
    EXPECT_EQ(data.at("attempts_made").to_number<int>(), 1);
    EXPECT_FALSE(data.at("will_retry").as_bool());
}

TEST(Notice, OfAnEndBearsTheTimeOfTheEnd) {
    const auto data = notice_of(look_at(JobState::completed), now).data;

    EXPECT_EQ(data.at("timestamp").as_string(), "2026-01-01T00:00:00.000Z");
    EXPECT_EQ(data.at("message").as_string(), "as it ended");
}

TEST(QueueStepOfAJob, IsNamedAfterTheState) {
    struct Case {
        JobState state;
        std::string_view event;
    };
    for (const auto& [state, event] : {
             Case{JobState::waiting, "job_queued"},
             Case{JobState::delayed, "job_queued"},
             Case{JobState::active, "job_started"},
             Case{JobState::completed, "job_finished"},
             Case{JobState::failed, "job_finished"},
             Case{JobState::cancelled, "job_finished"},
         }) {
        SCOPED_TRACE(to_string(state));
        EXPECT_EQ(queue_events.at(static_cast<std::size_t>(queue_step_of(state))), event);
    }
}

TEST(QueueLine, BearsTheJobsSeq) {
    const auto line = queue_line_of(look_at(JobState::active));

    EXPECT_EQ(line.at("seq").to_number<int>(), 7);
    EXPECT_TRUE(line.contains("job_id"));
}

}  // namespace
}  // namespace rollcall::live::jobs
