#include "live/jobs/errands.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/manual_loop.hpp"

namespace rollcall::live::jobs {
namespace {

using testing::ElementsAre;
using Haste = Errands::Haste;

class ErrandsOfJobs : public testing::Test {
protected:
    void run(const std::string& name, Haste haste) {
        errands.run(
            {.work = [this, name] { done.push_back(name); },
             .then =
                 [this, name](bool has_ended) {
                     if (!has_ended) refused.push_back(name);
                 }},
            haste
        );
    }

    support::ManualLoop loop;
    Errands errands{{.at_a_time = 1, .waiting_max = 3}, loop};
    std::vector<std::string> done;
    std::vector<std::string> refused;
};

TEST_F(ErrandsOfJobs, RunThoseInHasteFirstAndTheOthersInTheirOrder) {
    run("first", Haste::later);
    run("second", Haste::later);
    run("third", Haste::later);
    run("hasty", Haste::now);
    loop.run();

    EXPECT_THAT(done, ElementsAre("first", "hasty", "second", "third"));
}

TEST_F(ErrandsOfJobs, AreRefusedWhereTooManyWaitButNotWithinTheCall) {
    for (const auto* name : {"runs", "a", "b", "c", "one too many"})
        run(name, Haste::later);
    EXPECT_TRUE(refused.empty());
    loop.run();

    EXPECT_THAT(refused, ElementsAre("one too many"));
    EXPECT_THAT(done, ElementsAre("runs", "a", "b", "c"));
}

}  // namespace
}  // namespace rollcall::live::jobs
