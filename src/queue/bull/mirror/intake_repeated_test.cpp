// What becomes of jobs that a Bull producer repeats.
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "queue/bull/board.hpp"
#include "queue/bull/entry.hpp"
#include "queue/bull/mirror/intake.hpp"
#include "queue/bull/options.hpp"
#include "queue/bull/repeat/repeat.hpp"
#include "queue/queue.hpp"
#include "tests/support/taken_in.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::milliseconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Ne;
using testing::UnorderedElementsAre;
using tests::stored;

class TakenInRepeated : public tests::TakenIn {
protected:
    // As a Bull producer does it. The id of the first run.
    std::string repeat(std::string_view repeat, std::string_view more = "") {
        NewEntry entry;
        entry.name = "nightly";
        entry.data = R"({"fileName":"m.csv","userId":"7","userRole":"super_admin",)" +
                     std::string(stored) + std::string(more) + "}";
        entry.options = Options::parse(R"({"repeat":)" + std::string(repeat) + "}").value();
        return world().board().add({&entry, 1}).value().at(0);
    }
    std::vector<std::string> repetitions() {
        std::vector<std::string> runs;
        for (const auto& one : world().board().repetitions({}))
            runs.push_back(run_of(one));
        return runs;
    }
    void run_to_its_end(std::string_view bull_id) {
        pass(milliseconds{60'000});
        world().queue().sweep();
        const auto lease = world().queue().claim("worker-1", milliseconds{15'000}).value();
        EXPECT_EQ(world().mirrored().name_of(lease.job.id), bull_id);
        const auto done = world().queue().complete(
            {.job = lease.job.id, .epoch = lease.job.epoch}, {.message = "done", .report_name = {}}
        );
        EXPECT_TRUE(done);
        world().relay().tick();
    }
};

TEST_F(TakenInRepeated, EachRunOfARepeatedJobIsAJobAndBringsTheNext) {
    const auto first = repeat(R"({"every":60000})", R"(,"jobId":"job-1-1")");
    pass(milliseconds{45'000});
    take_in(first);
    run_to_its_end(first);
    const auto second = repetitions().at(0);
    EXPECT_NE(second, first);
    EXPECT_THAT(world().hints().take(), Contains(second));
    pass(milliseconds{15'000});
    take_in(second);
    run_to_its_end(second);

    const auto of_ours = "bull-" + first.substr(0, 6) + "-" + first.substr(7, 32) + "-";
    EXPECT_EQ(find(first).value().job.id.text(), of_ours + first.substr(40));
    EXPECT_EQ(find(second).value().job.id.text(), of_ours + second.substr(40));
    EXPECT_THAT(world().set("completed"), UnorderedElementsAre(first, second));
    EXPECT_THAT(repetitions(), ElementsAre(Ne(second)));
}

TEST_F(TakenInRepeated, ARunIsLeftToWhoRepeatsItUntilShortlyBefore) {
    const auto run = repeat(R"({"every":60000})");
    take_in(run);
    EXPECT_FALSE(find(run));

    EXPECT_TRUE(world().board().remove_repetition("nightly:::60000"));
    EXPECT_EQ(world().call({"EXISTS", world().key(run)}).integer, 0);
}

TEST_F(TakenInRepeated, APromotedRunIsTakenInAtOnce) {
    const auto run = repeat(R"({"every":60000})");
    EXPECT_TRUE(world().board().promote(run));
    take_in(run);

    EXPECT_TRUE(find(run));
}

TEST_F(TakenInRepeated, ARunThatIsRefusedDoesNotEndTheRepetition) {
    const auto run = repeat(R"({"every":60000})", R"(,"fileId":"other")");
    pass(milliseconds{45'000});
    take_in(run);
    EXPECT_THAT(world().set("failed"), ElementsAre(run));

    pass(milliseconds{15'000});
    world().repeater().mend(Instant{milliseconds{1'767'225'660'000}});

    EXPECT_THAT(world().set("delayed"), ElementsAre(Ne(run)));
}

TEST_F(TakenInRepeated, ARemovedRepetitionEndsWithTheRunThatWaits) {
    const auto run = repeat(R"({"every":1000})");
    take_in(run);
    world().call({"DEL", world().key("repeat")});
    run_to_its_end(run);

    EXPECT_THAT(repetitions(), IsEmpty());
    EXPECT_THAT(world().set("delayed"), IsEmpty());
}

TEST_F(TakenInRepeated, AChainThatWasNotGoneOnWithIsMended) {
    const auto run = repeat(R"({"every":60000})");
    world().call({"ZREM", world().key("delayed"), run});
    world().call({"LPUSH", world().key("active"), run});
    world().repeater().mend(Instant{milliseconds{1'767'225'600'000}});
    EXPECT_THAT(repetitions(), ElementsAre(run));
    pass(milliseconds{60'000});

    world().repeater().mend(Instant{milliseconds{1'767'225'660'000}});

    EXPECT_THAT(repetitions(), ElementsAre(Ne(run)));
    EXPECT_THAT(world().set("delayed"), ElementsAre(repetitions().at(0)));
}

TEST_F(TakenInRepeated, ARunThatWaitsIsNoReasonToMend) {
    const auto run = repeat(R"({"every":60000})");
    pass(milliseconds{120'000});

    world().repeater().mend(Instant{milliseconds{1'767'225'720'000}});

    EXPECT_THAT(repetitions(), ElementsAre(run));
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
