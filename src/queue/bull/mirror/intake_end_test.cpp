// What is left in Redis of a job of a Bull producer when it ends.
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "queue/bull/mirror/intake.hpp"
#include "queue/queue.hpp"
#include "tests/support/taken_in.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using tests::payload;

class TakenInEnding : public tests::TakenIn {
protected:
    // What is left in Redis of "1", "2" and "3".
    std::vector<std::string> hashes() {
        std::vector<std::string> left;
        for (const std::string id : {"1", "2", "3"}) {
            const auto found = world().call({"EXISTS", world().key(id), world().key(id + ":logs")});
            if (found.integer > 0) left.push_back(id);
        }
        return left;
    }
    // Nobody knows of any job.
    void flush() {
        world().queue().clean(Instant::max(), 100, "admin");
        world().relay().tick();
        for (const auto& key : world().call({"KEYS", world().key("*")}).items)
            world().call({"DEL", key.text});
    }
    // As a Bull producer does it: no second one of this debounce is added until it is free.
    void add_debounced(
        const std::string& bull_id,
        std::string_view debounce,
        std::string_view data = payload
    ) {
        add_raw(bull_id, std::string(data));
        world().call({"HSET", world().key(bull_id), "deid", debounce});
        world().call({"SET", debounce_key(debounce), bull_id});
        take_in(bull_id);
    }
    std::string debounce_key(std::string_view debounce) {
        return world().key("de:" + std::string(debounce));
    }
    bool is_free(std::string_view debounce) {
        return world().call({"EXISTS", debounce_key(debounce)}).integer == 0;
    }
};

TEST_F(TakenInEnding, GivesADebounceBackHoweverItEnds) {
    add_debounced("1", "completes");
    world().queue().complete(claim(), {.message = "done", .report_name = ""}).value();
    add_debounced("2", "fails");
    world().queue().fail(claim(), {.code = "NO_HEADER", .message = "none"}, false).value();
    add_debounced("3", "is stopped");
    world().queue().end_cancelled(claim(), "cancelled by admin").value();
    add_debounced("4", "is cancelled");
    world().queue().cancel(find("4").value().job.id, "admin").value();
    world().relay().tick();
    add_debounced("5", "is refused", R"({"userId":"7"})");

    EXPECT_THAT(world().set("failed"), UnorderedElementsAre("2", "3", "5"));
    for (const auto* end : {"completes", "fails", "is stopped", "is cancelled", "is refused"})
        EXPECT_TRUE(is_free(end)) << end;
}

TEST_F(TakenInEnding, GivesNoDebounceBackThatHasATimeOrIsAnothers) {
    add_debounced("1", "has a time");
    world().call({"PEXPIRE", debounce_key("has a time"), "3600000"});
    add_debounced("2", "is another's");
    world().call({"SET", debounce_key("is another's"), "4"});
    for (int n = 0; n < 2; ++n)
        world().queue().fail(claim(), {.code = "NO_HEADER", .message = "none"}, false).value();
    world().relay().tick();

    EXPECT_FALSE(is_free("has a time"));
    EXPECT_FALSE(is_free("is another's"));
}

TEST_F(TakenInEnding, GivesADebounceBackWhenItsJobIsRemoved) {
    add_debounced("1", "is removed");
    world().call({"PEXPIRE", debounce_key("is removed"), "3600000"});
    world().queue().fail(claim(), {.code = "NO_HEADER", .message = "none"}, false).value();
    world().relay().tick();
    EXPECT_FALSE(is_free("is removed"));

    world().queue().clean(Instant::max(), 100, "admin");
    world().relay().tick();

    EXPECT_TRUE(is_free("is removed"));
}

TEST_F(TakenInEnding, LeavesOfItsEndWhatItsProducerAskedFor) {
    struct Case {
        std::string_view opts;
        std::vector<std::string> kept;
    };
    const std::array cases{
        Case{R"({"removeOnComplete":true})", {}},
        Case{R"({"removeOnComplete":0})", {}},
        Case{R"({"removeOnComplete":{"count":0}})", {}},
        Case{R"({"removeOnComplete":2})", {"2", "3"}},
        Case{R"({"removeOnComplete":{"count":1}})", {"3"}},
        Case{R"({"removeOnComplete":{"age":3}})", {"2", "3"}},
        Case{R"({"removeOnComplete":false})", {"1", "2", "3"}},
        Case{R"({"removeOnFail":true})", {"1", "2", "3"}}};
    for (const auto& [opts, kept] : cases) {
        SCOPED_TRACE(opts);
        flush();
        for (const auto* id : {"1", "2", "3"}) {
            run(id, opts, true);
            pass(milliseconds{2'000});
        }

        EXPECT_EQ(world().set("completed"), kept);
        EXPECT_EQ(hashes(), kept);
        EXPECT_EQ(world().queue().counts({}).completed, 3U);
    }
}

TEST_F(TakenInEnding, LeavesNothingOfAFailureWhereItsProducerSaidSo) {
    run("1", R"({"removeOnFail":true})", false);
    run("2", R"({"removeOnComplete":true})", false);

    EXPECT_THAT(world().set("failed"), ElementsAre("2"));
    EXPECT_THAT(hashes(), ElementsAre("2"));
    EXPECT_EQ(world().queue().counts({}).failed, 2U);
}

TEST_F(TakenInEnding, LeavesNothingOfARefusalWhereItsProducerSaidSo) {
    add_raw("1", "{no json", R"({"removeOnFail":true})");
    take_in("1");

    EXPECT_THAT(world().set("failed"), IsEmpty());
    EXPECT_THAT(hashes(), IsEmpty());
}

TEST_F(TakenInEnding, IsNotDrawnAgainOnceItLeftNothing) {
    run("1", R"({"removeOnComplete":true})", true);
    world().mirrored().mark(find("1").value().job.id);
    world().relay().tick();

    EXPECT_THAT(hashes(), IsEmpty());
    EXPECT_THAT(world().set("completed"), IsEmpty());
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
