#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "tests/contracts/access_contract.hpp"

namespace rollcall::tests {
namespace {

using access::AuditEntry;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AuditContract : public AccessContract {
protected:
    void append(const std::string& action) {
        audit().append(
            {.actor = "ana@example.org",
             .origin = "192.0.2.1",
             .action = action,
             .subject = "job-1-1",
             .details = "d",
             .file_sha256 = "f"}
        );
    }
    // As whoever has the database and not the program changes a row.
    void tamper(const std::string& sql) {
        const bool sqlite = GetParam() == "Sqlite";
        execute(
            sqlite ? "DROP TRIGGER IF EXISTS audit_chain_stays"
                   : "ALTER TABLE audit_chain DISABLE TRIGGER ALL"
        );
        execute(
            sqlite ? "DROP TRIGGER IF EXISTS audit_chain_remains"
                   : "ALTER TABLE audit DISABLE TRIGGER ALL"
        );
        if (sqlite) execute("DROP TRIGGER IF EXISTS audit_stays");
        if (sqlite) execute("DROP TRIGGER IF EXISTS audit_remains");
        execute(sql);
    }
    std::vector<std::string> findings() { return audit().prove().findings; }
    static queue::NewJob job(std::string_view id) {
        queue::NewJob job;
        job.id = JobId::parse(id).value();
        job.owner.user_id = "user-1";
        job.file_sha256 = "hash of " + std::string(id);
        return job;
    }
};

INSTANTIATE_TEST_SUITE_P(
    Every,
    AuditContract,
    testing::Values("Sqlite", "Postgres"),
    [](const auto& implementation) { return std::string(implementation.param); }
);

TEST_P(AuditContract, TellsWhatWasAppendedInOrder) {
    append("login");
    clock().advance(Milliseconds{5});
    append("download");

    const auto entries = audit().list(0, 10);

    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].number, 1);
    EXPECT_EQ(entries[1].number, 2);
    EXPECT_EQ(entries[1].at, clock().now());
    EXPECT_EQ(entries[1].deed.actor, "ana@example.org");
    EXPECT_EQ(entries[1].deed.origin, "192.0.2.1");
    EXPECT_EQ(entries[1].deed.action, "download");
    EXPECT_EQ(entries[1].deed.subject, "job-1-1");
    EXPECT_EQ(entries[1].deed.details, "d");
    EXPECT_EQ(entries[1].deed.file_sha256, "f");
    EXPECT_EQ(audit().list(1, 10).size(), 1U);
    EXPECT_EQ(audit().list(0, 1).size(), 1U);
}

TEST_P(AuditContract, ProvesThatNothingWasChanged) {
    EXPECT_EQ(audit().prove().entries, 0);
    for (int i = 0; i < 5; ++i)
        append("login");

    const auto proof = audit().prove();

    EXPECT_EQ(proof.entries, 5);
    EXPECT_EQ(proof.head, audit().list(4, 1).front().hash);
    EXPECT_THAT(proof.findings, IsEmpty());
}

TEST_P(AuditContract, SeesThatAnEntryWasChanged) {
    for (const auto* change :
         {"actor = 'x'",
          "origin = 'x'",
          "action = 'x'",
          "subject = 'x'",
          "details = 'x'",
          "file_sha256 = 'x'",
          "at_ms = at_ms + 1",
          "queue_number = 77"}) {
        SCOPED_TRACE(change);
        append("login");
        append("login");
        const auto changed = audit().prove().entries - 1;
        ASSERT_THAT(findings(), IsEmpty());

        tamper(
            "UPDATE audit_chain SET " + std::string(change) +
            " WHERE number = " + std::to_string(changed)
        );

        EXPECT_THAT(
            findings(),
            testing::Contains(HasSubstr("entry " + std::to_string(changed) + " is not what was"))
        );
        SetUp();
    }
}

TEST_P(AuditContract, SeesThatAnEntryIsGone) {
    for (int i = 0; i < 5; ++i)
        append("login");

    tamper("DELETE FROM audit_chain WHERE number = 3");

    EXPECT_THAT(
        findings(), ElementsAre(HasSubstr("entry 3 is missing"), HasSubstr("entry 4 is not what"))
    );
}

TEST_P(AuditContract, CannotBeForgedWithoutItsKey) {
    append("login");
    const auto real = audit().list(0, 1).front();
    auto forged = real;
    forged.deed.actor = "somebody@example.org";
    tamper(
        "UPDATE audit_chain SET actor = 'somebody@example.org', hash = '" +
        access::hash_of(forged, "", "") + "'"
    );

    EXPECT_THAT(findings(), ElementsAre(HasSubstr("entry 1 is not what")));
    EXPECT_THAT(audit_with("")->prove().findings, IsEmpty()) << "without a key it can";
}

TEST_P(AuditContract, TellsOfAShortenedEndByItsHead) {
    append("login");
    append("logout");
    const auto before = audit().prove();

    tamper("DELETE FROM audit_chain WHERE number = 2");

    EXPECT_THAT(findings(), IsEmpty()) << "the table alone does not show it";
    EXPECT_NE(audit().prove().head, before.head);
}

TEST_P(AuditContract, IsOnlyAddedTo) {
    append("login");

    EXPECT_THROW(execute("UPDATE audit_chain SET actor = 'x'"), Failure);
    EXPECT_THROW(execute("DELETE FROM audit_chain"), Failure);
}

TEST_P(AuditContract, TakesInWhatTheQueueRecorded) {
    append("login");
    queue().add(job("job-1-1")).value();
    queue().add(job("job-1-2")).value();
    queue().cancel(job("job-1-2").id, {"ana@example.org", "192.0.2.7"}).value();

    EXPECT_EQ(audit().take_in(2), 2U);
    EXPECT_EQ(audit().take_in(100), 1U);
    EXPECT_EQ(audit().take_in(100), 0U);

    std::vector<std::string> lines;
    for (const auto& entry : audit().list(0, 100)) {
        lines.push_back(
            entry.deed.action + " " + entry.deed.subject + " " + entry.deed.actor + " " +
            entry.deed.origin + " " + entry.deed.file_sha256
        );
    }
    EXPECT_THAT(
        lines,
        ElementsAre(
            "login job-1-1 ana@example.org 192.0.2.1 f",
            "upload job-1-1 user-1  hash of job-1-1",
            "upload job-1-2 user-1  hash of job-1-2",
            "cancel job-1-2 ana@example.org 192.0.2.7 hash of job-1-2"
        )
    );
    EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(AuditContract, SeesThatTheQueuesOwnRecordWasChanged) {
    queue().add(job("job-1-1")).value();
    queue().add(job("job-1-2")).value();
    audit().take_in(100);

    tamper("UPDATE audit SET actor = 'x' WHERE job_id = 'job-1-1'");
    EXPECT_THAT(findings(), ElementsAre("entry 1 is not what the queue's own record says"));

    tamper("UPDATE audit SET actor = 'user-1', origin = 'x' WHERE job_id = 'job-1-1'");
    EXPECT_THAT(findings(), ElementsAre("entry 1 is not what the queue's own record says"));

    tamper("DELETE FROM audit WHERE job_id = 'job-1-2'");
    EXPECT_EQ(findings().size(), 2U);
}

}  // namespace
}  // namespace rollcall::tests
