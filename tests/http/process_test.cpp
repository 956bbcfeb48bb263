#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.hpp"
#include "tests/http/house.hpp"

namespace rollcall::tests {
namespace {

using access::Role;

access::Principal joburg() {
    return House::person("joburg", Role::municipality_admin, "GP", "JHB");
}

class Process : public testing::Test {
protected:
    bool bytes_lie_there(const std::string& bytes) {
        return house.spool.open(sha256_hex(bytes)).has_value();
    }
    House house;
};

TEST_F(Process, QueuesTheUploadAndSaysSo) {
    const auto answer = house.upload(house.token(joburg()));

    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.json().at("message"), "Bulk upload queued successfully");
    const auto data = answer.data();
    EXPECT_EQ(data.at("status"), "pending");
    EXPECT_EQ(data.at("file_name"), "list.csv");
    EXPECT_EQ(data.at("message"), "File uploaded successfully. Processing will begin shortly.");
    EXPECT_EQ(data.at("queue_position").to_number<int>(), 1);
    EXPECT_EQ(data.at("jobs_ahead").to_number<int>(), 0);
    EXPECT_EQ(data.at("estimated_wait_seconds").to_number<int>(), 30);
    EXPECT_EQ(data.at("file_sha256").as_string(), sha256_hex(Form().bytes));
}

TEST_F(Process, RecordsWhoUploadedAndWhatTheyAskedFor) {
    const auto id = house.uploaded(
        joburg(), {.fields = {{"mode", "insert"}, {"dry_run", "true"}, {"colour", "blue"}}}
    );

    const auto job = house.queue.job(id);
    EXPECT_EQ(job.owner.user_id, "joburg");
    EXPECT_EQ(job.owner.email, "joburg@example.org");
    EXPECT_EQ(job.owner.role, "municipality_admin");
    EXPECT_EQ(job.owner.province_code, "GP");
    EXPECT_EQ(job.owner.municipality_code, "JHB");
    EXPECT_EQ(job.priority, 10);
    EXPECT_EQ(job.mode, Mode::insert);
    EXPECT_TRUE(job.dry_run);
}

TEST_F(Process, AnswersAcceptedToWhoPrefersIt) {
    const auto answer =
        house.upload(house.token(joburg()), {.headers = {{"prefer", "wait=1, Respond-Async"}}});

    EXPECT_EQ(answer.status, 202U);
    EXPECT_EQ(answer.header("Preference-Applied"), "respond-async");
    EXPECT_EQ(answer.header("Location"), "/api/v1/bulk-upload/status/" + answer.text("job_id"));
}

TEST_F(Process, DelaysWhatIsToRunLater) {
    const auto answer = house.upload(house.token(joburg()), {.fields = {{"delay_ms", "5000"}}});

    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_TRUE(answer.data().at("queue_position").is_null());
    EXPECT_EQ(house.queue.jobs.back().run_at, house.clock.now() + Milliseconds(5000));
}

TEST_F(Process, RefusesTheSameBytesAndNamesTheirJob) {
    const auto first = house.uploaded(joburg());

    const auto answer = house.upload(house.token(joburg()));

    EXPECT_EQ(answer.status, 409U);
    EXPECT_EQ(answer.code(), "CONFLICT");
    EXPECT_EQ(answer.error().at("details").at("duplicate_of").as_string(), first.text());
    EXPECT_TRUE(bytes_lie_there(Form().bytes));
}

TEST_F(Process, TakesTheSameBytesByForceAndNotesIt) {
    house.uploaded(joburg());

    const auto second = house.uploaded(joburg(), {.fields = {{"force", "true"}}});

    EXPECT_EQ(house.queue.jobs.size(), 2U);
    EXPECT_THAT(house.queue.logs(second, 0, 10).at(0).text, testing::HasSubstr("force"));
}

TEST_F(Process, AnswersARepeatedKeyWithTheFirstJob) {
    const Form form{.headers = {{"idempotency-key", "k1"}}};
    const auto first = house.upload(house.token(joburg()), form);

    const auto again = house.upload(house.token(joburg()), form);

    EXPECT_EQ(again.status, 200U);
    EXPECT_EQ(again.text("job_id"), first.text("job_id"));
    EXPECT_EQ(again.header("Idempotent-Replayed"), "true");
    EXPECT_EQ(first.header("Idempotent-Replayed"), "");
}

TEST_F(Process, RefusesAKeyThatStoodForOtherBytesAndDropsTheNewOnes) {
    const http::Headers key{{"idempotency-key", "k1"}};
    house.uploaded(joburg(), {.headers = key});

    const auto answer = house.upload(house.token(joburg()), {.bytes = "other", .headers = key});

    EXPECT_EQ(answer.status, 422U);
    EXPECT_EQ(answer.code(), "IDEMPOTENCY_KEY_REUSED");
    EXPECT_FALSE(bytes_lie_there("other"));
}

TEST_F(Process, RefusesKeysOutOfForm) {
    for (const auto& key :
         {std::string(), std::string(256, 'k'), std::string("a b"), std::string("\xC3\xA9")}) {
        SCOPED_TRACE(key);
        const auto answer =
            house.upload(house.token(joburg()), {.headers = {{"idempotency-key", key}}});
        EXPECT_EQ(answer.status, 400U);
    }
    EXPECT_TRUE(house.queue.jobs.empty());
}

TEST_F(Process, RefusesABadValueOfAKnownField) {
    const auto answer = house.upload(house.token(joburg()), {.fields = {{"mode", "replace"}}});

    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.error().at("message"), "mode must be upsert, insert or update.");
    EXPECT_FALSE(bytes_lie_there(Form().bytes));
}

TEST_F(Process, RefusesAtOnceWhatTheFirstBytesTell) {
    const auto answer = house.upload(house.token(joburg()), {.bytes = "%PDF-1.7 ..."});

    EXPECT_EQ(answer.status, 415U);
    EXPECT_EQ(answer.code(), "UNSUPPORTED_FILE");
    EXPECT_EQ(answer.error().at("details").at("reason"), "FILE_NOT_A_SPREADSHEET");
    EXPECT_FALSE(bytes_lie_there("%PDF-1.7 ..."));
}

TEST_F(Process, RefusesAnEmptyFileAsABadRequest) {
    const auto answer = house.upload(house.token(joburg()), {.bytes = ""});

    EXPECT_EQ(answer.status, 400U);
    EXPECT_EQ(answer.code(), "VALIDATION_ERROR");
    EXPECT_EQ(answer.error().at("details").at("reason"), "FILE_EMPTY");
}

TEST_F(Process, DropsTheBytesOfWhatTheQueueRefuses) {
    house.queue.next_add_refuses = Error{Errc::queue_full, "The queue is full.", {}};

    const auto answer = house.upload(house.token(joburg()));

    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.code(), "QUEUE_FULL");
    EXPECT_NE(answer.header("Retry-After"), "");
    EXPECT_FALSE(bytes_lie_there(Form().bytes));
}

TEST_F(Process, LeavesTheBytesToTheSweepWhereAnotherNodeMayHaveSealedTheSame) {
    House node([](http::Settings&) {}, nullptr, spool::folder::Users::several);
    node.queue.next_add_refuses = Error{Errc::queue_full, "The queue is full.", {}};

    const auto answer = node.upload(node.token(joburg()));

    EXPECT_EQ(answer.status, 503U);
    EXPECT_TRUE(node.spool.holds(sha256_hex(Form().bytes)));
}

TEST_F(Process, KeepsTheBytesThatAnotherJobNeeds) {
    house.uploaded(House::person("pretoria", Role::municipality_admin, "GP", "TSH"));
    house.queue.next_add_refuses = Error{Errc::rate_limit_exceeded, "Too many jobs.", {}};

    const auto answer = house.upload(house.token(joburg()));

    EXPECT_EQ(answer.status, 429U);
    EXPECT_TRUE(bytes_lie_there(Form().bytes));
}

TEST_F(Process, LetsOnePersonHoldOnlySoManyUploadsAtOnce) {
    House small([](http::Settings& s) { s.uploads_per_user = 1; });
    const auto head = small.head_of(
        "POST",
        "/process",
        {.token = small.token(joburg()),
         .headers = {{"content-type", "multipart/form-data; boundary=X"}}}
    );
    std::optional first(small.api->admit(head));
    ASSERT_TRUE(std::holds_alternative<http::Admitted>(*first));

    const auto second = small.api->admit(head);
    first.reset();
    const auto third = small.api->admit(head);

    ASSERT_TRUE(std::holds_alternative<http::Response>(second));
    EXPECT_EQ(std::get<http::Response>(second).status, 429U);
    EXPECT_TRUE(std::holds_alternative<http::Admitted>(third));
}

TEST_F(Process, RefusesAFileThatIsTooLarge) {
    House small([](http::Settings& s) { s.upload_bytes_max = 10; });

    EXPECT_EQ(small.upload(small.token(joburg())).status, 413U);
}

}  // namespace
}  // namespace rollcall::tests
