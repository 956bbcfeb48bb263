#include "work/worker.hpp"

#include <chrono>
#include <string>
#include <variant>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/work_world.hpp"

namespace rollcall::work {
namespace {

using load::Outcome;
using queue::JobState;
using testing::HasSubstr;
using testing::StartsWith;

// Chunks begin with a batch of 1,024 rows and grow at most twofold: enough rows for several.
constexpr int several_chunks = 12'000;

TEST(Worker, LoadsAListAndPutsItsReportOnTheShelf) {
    World world("loads");
    const auto id = world.take_in(World::list(3, "12,Name,Example,79800001\n"));

    EXPECT_TRUE(world.run_worker());

    const auto job = world.job(id);
    EXPECT_EQ(job.state, JobState::completed);
    EXPECT_EQ(job.progress, 100U);
    EXPECT_EQ(job.message, "4 rows: 3 inserted, 1 invalid");
    EXPECT_EQ(world.tally(id).of(Outcome::inserted), 3U);
    EXPECT_TRUE(world.shelf.open(job.report_name).has_value());
}

TEST(Worker, HasNothingToDoWhenNoJobWaits) {
    World world("idle");

    EXPECT_FALSE(world.run_worker());
}

TEST(Worker, AFileThatCannotBeReadFailsAtOnceWithItsReason) {
    World world("unreadable");
    const auto id = world.take_in("ID Number,Firstname,Ward\n\"1,a,b\n");

    world.run_worker();

    const auto job = world.job(id);
    EXPECT_EQ(job.state, JobState::failed);
    ASSERT_TRUE(job.error.has_value());
    EXPECT_EQ(job.error->code, "CSV_UNCLOSED_QUOTE");
    EXPECT_FALSE(world.run_worker());
}

TEST(Worker, TellsInTheJobsLogHowARunEnded) {
    World world("log");
    const auto loaded = world.take_in(World::list(3));
    const auto unreadable = world.take_in("ID Number,Firstname,Ward\n\"1,a,b\n");
    while (world.run_worker()) {
    }

    const auto of_loaded = world.queue.logs(loaded, 0, 10);
    const auto of_unreadable = world.queue.logs(unreadable, 0, 10);

    ASSERT_EQ(of_loaded.size(), 1U);
    EXPECT_EQ(of_loaded.front().level, "info");
    EXPECT_THAT(of_loaded.front().text, testing::HasSubstr("3 rows: 3 inserted"));
    ASSERT_EQ(of_unreadable.size(), 1U);
    EXPECT_EQ(of_unreadable.front().level, "error");
    EXPECT_THAT(of_unreadable.front().text, testing::HasSubstr("CSV_UNCLOSED_QUOTE: "));
}

TEST(Worker, AListWithoutMembersSaysSo) {
    World world("no_rows");
    const auto id = world.take_in(World::list(0));

    world.run_worker();

    ASSERT_TRUE(world.job(id).error.has_value());
    EXPECT_EQ(world.job(id).error->code, "NO_ROWS");
}

TEST(Worker, AnotherAttemptGoesOnAfterTheLastCommittedChunk) {
    World world("resumes");
    const auto id = world.take_in(World::list(several_chunks));
    bool broken = false;
    world.before_chunk = [&](int chunk) {
        if (chunk != 1 || broken) return;
        broken = true;
        throw Failure("an unforeseen failure");
    };

    world.run_worker();
    const auto between = world.job(id);
    const auto loaded = world.tally(id).of(Outcome::inserted);
    world.queue.sweep();
    world.run_worker();

    EXPECT_EQ(between.attempts_made, 1U);
    EXPECT_GT(loaded, 0U);
    EXPECT_LT(loaded, static_cast<std::uint64_t>(several_chunks));
    EXPECT_EQ(world.job(id).state, JobState::completed);
    EXPECT_EQ(world.tally(id).of(Outcome::inserted), static_cast<std::uint64_t>(several_chunks));
    EXPECT_EQ(world.tally(id).of(Outcome::duplicate), 0U);
    EXPECT_TRUE(world.ledger.verify(id).has_value());
}

TEST(Worker, AFullDiskIsWaitedForAndUsesUpNoAttempt) {
    World world("disk_full");
    const auto id = world.take_in(World::list(several_chunks));
    int refusals = 0;
    queue::WaitingFor seen = queue::WaitingFor::nothing;
    world.before_chunk = [&](int chunk) {
        if (chunk != 1) return;
        if (refusals > 0) seen = world.job(id).waiting_for;
        if (refusals++ < 3) throw Failure("no space", Broken::disk_full);
    };

    world.run_worker();

    EXPECT_EQ(seen, queue::WaitingFor::disk);
    const auto job = world.job(id);
    EXPECT_EQ(job.state, JobState::completed);
    EXPECT_EQ(job.attempts_made, 0U);
    EXPECT_EQ(job.waiting_for, queue::WaitingFor::nothing);
    EXPECT_EQ(world.tally(id).of(Outcome::inserted), static_cast<std::uint64_t>(several_chunks));
}

TEST(Worker, ItsWaitsAreHeard) {
    World world("waits_heard");
    const auto id = world.take_in(World::list(several_chunks));
    std::vector<std::string> waits;
    const auto listening = world.bus.subscribe([&](const event::Event& event) {
        if (!std::holds_alternative<event::JobProgressed>(event)) return;
        const auto job = world.job(id);
        if (const std::string wait(to_string(job.waiting_for));
            waits.empty() || waits.back() != wait)
            waits.push_back(wait);
    });
    int refusals = 0;
    world.before_chunk = [&](int chunk) {
        if (chunk == 1 && refusals++ < 2) throw Failure("no space", Broken::disk_full);
    };

    world.run_worker();

    EXPECT_THAT(waits, testing::ElementsAre("", "disk", ""));
}

TEST(Worker, ACancelStopsAtAChunksBorderAndSaysWhatStays) {
    World world("cancel");
    const auto id = world.take_in(World::list(several_chunks));
    world.before_chunk = [&](int chunk) {
        if (chunk != 1) return;
        EXPECT_TRUE(world.queue.cancel(id, "u@example.org").has_value());
    };

    world.run_worker();

    const auto job = world.job(id);
    EXPECT_EQ(job.state, JobState::cancelled);
    EXPECT_THAT(job.message, HasSubstr("rows were loaded and stay"));
    const auto stays = world.tally(id).of(Outcome::inserted);
    EXPECT_GT(stays, 0U);
    EXPECT_LT(stays, static_cast<std::uint64_t>(several_chunks));
    EXPECT_TRUE(world.ledger.verify(id).has_value());
}

// May run no time at all.
WorkerParts hurried(World& world) {
    return {
        .queue = world.queue,
        .ledger = world.ledger,
        .upload = world.upload,
        .leases = world.leases,
        .clock = world.clock,
        .time_limit = [](const JobId&) { return std::chrono::milliseconds{0}; }};
}

TEST(Worker, ARunThatTakesTooLongIsStoppedAndFailsAsAnAttempt) {
    World world("overruns");
    const auto id = world.take_in(World::list(several_chunks));
    world.before_chunk = [&](int chunk) {
        if (chunk == 1) world.leases.tick();
    };

    Worker(hurried(world), "test").run_one();

    const auto job = world.job(id);
    EXPECT_EQ(job.state, JobState::delayed);
    EXPECT_EQ(job.attempts_made, 1U);
    ASSERT_TRUE(job.error.has_value());
    EXPECT_EQ(job.error->code, "JOB_TIMEOUT");
    EXPECT_THAT(job.error->message, StartsWith("Promise timed out after 0 milliseconds"));
    EXPECT_THAT(job.error->message, HasSubstr("rows were loaded and stay"));
    EXPECT_LT(world.tally(id).of(Outcome::inserted), static_cast<std::uint64_t>(several_chunks));
}

TEST(Worker, ARunThatMetABrokenWorldAndTakesTooLongFailsAsAnAttempt) {
    World world("overruns_broken");
    const auto id = world.take_in(World::list(several_chunks));
    world.before_chunk = [&](int) {
        world.leases.tick();
        throw Failure("no space", Broken::disk_full);
    };

    Worker(hurried(world), "test").run_one();

    EXPECT_EQ(world.job(id).attempts_made, 1U);
    EXPECT_EQ(world.job(id).error.value().code, "JOB_TIMEOUT");
}

TEST(Worker, ACancelThatItsFirstWorkerDidNotLiveToHearIsHeardByTheNext) {
    World world("cancel_later");
    const auto id = world.take_in(World::list(several_chunks));
    ASSERT_TRUE(world.queue.claim("died", std::chrono::seconds{15}).has_value());
    ASSERT_TRUE(world.queue.cancel(id, "u@example.org").has_value());
    world.queue.take_back_all();

    world.run_worker();

    EXPECT_EQ(world.job(id).state, JobState::cancelled);
    EXPECT_EQ(world.loader.chunks(), 0);
}

TEST(Worker, AnEarlierAttemptWritesNothingOnceTheJobIsCancelledEvenIfItsFileIsGone) {
    World world("cancel_without_file");
    const auto id = world.take_in(World::list(several_chunks));
    const auto frozen = world.queue.claim("frozen", std::chrono::seconds{15}).value();
    load::Plan plan;
    plan.job = id;
    plan.epoch = frozen.epoch;
    plan.source_sha256 = frozen.job.file_sha256;
    const auto load = world.sqlite_loader.begin(plan).value();
    ASSERT_TRUE(world.queue.cancel(id, "u@example.org").has_value());
    world.queue.take_back_all();
    world.spool.remove(frozen.job.file_sha256);

    world.run_worker();

    EXPECT_EQ(world.job(id).state, JobState::cancelled);
    check::Chunk chunk;
    chunk.rows.emplace_back().verdict = check::Verdict::invalid;
    const auto appended = load->append(chunk);
    ASSERT_FALSE(appended.has_value());
    EXPECT_EQ(appended.error().code, Errc::lease_lost);
}

TEST(Worker, AShutDownGivesTheJobBackAsItIs) {
    World world("shut_down");
    const auto id = world.take_in(World::list(several_chunks));
    world.before_chunk = [&](int chunk) {
        if (chunk == 1) world.leases.shut_down();
    };

    world.run_worker();

    const auto job = world.job(id);
    EXPECT_EQ(job.state, JobState::waiting);
    EXPECT_EQ(job.attempts_made, 0U);
}

TEST(Worker, ALostLeaseWritesNothingMore) {
    World world("fenced");
    const auto id = world.take_in(World::list(several_chunks));
    world.before_chunk = [&](int chunk) {
        // As another process would, once this one's lease had run out.
        if (chunk == 1) {
            world.queue.take_back_all();
            const auto lease = world.queue.claim("another", std::chrono::seconds{15});
            ASSERT_TRUE(lease.has_value());
            load::Plan plan;
            plan.job = id;
            plan.epoch = lease->epoch;
            plan.source_sha256 = lease->job.file_sha256;
            ASSERT_TRUE(world.sqlite_loader.begin(plan).has_value());
        }
    };

    world.run_worker();

    EXPECT_EQ(world.job(id).state, JobState::active);
    EXPECT_EQ(world.loader.chunks(), 1);
}

TEST(Worker, BytesThatAreNoLongerThoseThatWereUploadedAreNotLoaded) {
    World world("corrupt");
    const auto id = world.take_in(World::list(3));
    const auto path = world.folder + "/uploads/" + world.job(id).file_sha256;
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    std::FILE* file = std::fopen(path.c_str(), "r+b");
    ASSERT_NE(file, nullptr);
    std::fputc('X', file);
    std::fclose(file);

    world.run_worker();

    ASSERT_TRUE(world.job(id).error.has_value());
    EXPECT_EQ(world.job(id).error->code, "CORRUPT_SOURCE");
}

TEST(Worker, AReportThatIsGoneIsMadeAgainOnRequest) {
    World world("rebuild");
    const auto id = world.take_in(World::list(5));
    world.run_worker();
    const auto name = world.job(id).report_name;
    EXPECT_GT(world.shelf.remove(name), 0U);

    EXPECT_TRUE(world.documents.report(world.job(id)).has_value());

    EXPECT_TRUE(world.shelf.open(name).has_value());
}

TEST(Worker, ThereAreNoCorrectionsWhenEveryRowLoaded) {
    World world("corrections");
    const auto id = world.take_in(World::list(5));
    world.run_worker();

    const auto corrections = world.documents.corrections(world.job(id));

    ASSERT_FALSE(corrections.has_value());
    EXPECT_EQ(corrections.error().code, Errc::not_found);
}

}  // namespace
}  // namespace rollcall::work
