#include "queue/bull/mirror/verdict.hpp"

#include <array>
#include <string>

#include <gtest/gtest.h>

#include "queue/job.hpp"

namespace rollcall::queue::bull::mirror {
namespace {

struct Row {
    std::string name;
    Standing standing;
    Sight sight;
    Verdict verdict;
};

constexpr bool elsewhere = true;

Sight at(Place place, Place drawn, Told told, Hands hands = Hands::nobodys) {
    return {.place = place, .drawn = drawn, .told = told, .hands = hands};
}
constexpr Sight lost{.place = Place::missing};
constexpr Sight removed{.place = Place::missing, .remembered = true};
constexpr Sight completed_and_gone{.remembered = true, .heard = End::completed};
constexpr Sight failed_and_gone{.remembered = true, .heard = End::failed};

using enum Place;
using enum Told;
using S = JobState;
using V = Verdict;

void check(const auto& table) {
    for (const Row& row : table) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(judge(row.standing, row.sight), row.verdict);
    }
}

TEST(Verdict, LeavesAloneWhatIsAsItWasTold) {
    check(std::array{
        Row{"waits", {S::waiting}, at(waiting, waiting, same), V::nothing},
        Row{"waits in a paused queue", {S::paused}, at(waiting, waiting, same), V::nothing},
        Row{"delayed", {S::delayed}, at(delayed, delayed, same), V::nothing},
        Row{"runs here", {S::active}, at(active, active, same, Hands::ours), V::nothing},
        Row{"completed", {S::completed}, at(completed, completed, same), V::nothing},
        Row{"failed", {S::failed}, at(failed, failed, same), V::nothing},
        Row{"cancelled as it ran", {S::cancelled}, at(failed, failed, same), V::nothing},
    });
}

TEST(Verdict, DrawsWhatWasNotToldYet) {
    check(std::array{
        Row{"waits", {S::waiting}, at(waiting, waiting, older), V::draw},
        Row{"waits again", {S::waiting}, at(active, active, older, Hands::ours), V::draw},
        Row{"waits after its backoff", {S::waiting}, at(delayed, delayed, older), V::draw},
        Row{"waits after a retry", {S::waiting}, at(failed, failed, older), V::draw},
        Row{"delayed after a failure",
            {S::delayed},
            at(active, active, older, Hands::ours),
            V::draw},
        Row{"runs here", {S::active}, at(waiting, waiting, older), V::draw},
        Row{"completed", {S::completed}, at(active, active, older, Hands::ours), V::draw},
        Row{"failed", {S::failed}, at(active, active, older, Hands::ours), V::draw},
        Row{"SQL went back", {S::waiting}, at(completed, completed, newer), V::draw},
    });
}

TEST(Verdict, DrawsAgainWhatRedisLost) {
    check(std::array{
        Row{"waits", {S::waiting}, lost, V::draw},
        Row{"delayed", {S::delayed}, lost, V::draw},
        Row{"runs here", {S::active}, lost, V::draw},
        Row{"in no list", {S::waiting}, at(nowhere, waiting, same), V::draw},
        Row{"its lock ended", {S::active}, at(active, active, same), V::draw},
        Row{"Bull took it for stalled", {S::active}, at(waiting, active, same), V::draw},
    });
}

TEST(Verdict, TakesForRemovedWhatWasSeenThere) {
    check(std::array{
        Row{"waits", {S::waiting}, removed, V::cancel},
        Row{"delayed", {S::delayed}, removed, V::cancel},
        Row{"runs here", {S::active}, removed, V::cancel},
        Row{"ended", {S::failed}, removed, V::nothing},
        Row{"ended before", {S::completed}, lost, V::nothing},
    });
}

TEST(Verdict, HonoursWhatAnAdministratorDid) {
    check(std::array{
        Row{"retry", {S::failed}, at(waiting, failed, same), V::retry},
        Row{"retry, and a Bull worker runs it",
            {S::failed},
            at(active, failed, same, Hands::bulls),
            V::retry},
        Row{"promote", {S::delayed}, at(waiting, delayed, same), V::promote},
        Row{"promote of what nobody told yet",
            {S::delayed},
            at(waiting, waiting, never),
            V::promote},
        Row{"retry of a completed job", {S::completed}, at(waiting, completed, same), V::draw},
        Row{"retry of a cancelled job", {S::cancelled}, at(waiting, failed, same), V::draw},
    });
}

TEST(Verdict, DoesNotTakeItsOwnOldPictureForAnAdministrator) {
    check(std::array{
        Row{"failed since", {S::failed}, at(waiting, waiting, older), V::draw},
        Row{"failed again since", {S::failed}, at(waiting, failed, older), V::draw},
        Row{"delayed since", {S::delayed}, at(waiting, waiting, older), V::draw},
        Row{"delayed again since", {S::delayed}, at(waiting, delayed, older), V::draw},
        Row{"delayed after a run that nobody told of",
            {.state = S::delayed, .tried = true},
            at(waiting, waiting, never),
            V::draw},
        Row{"due since its producer delayed it",
            {S::waiting},
            at(delayed, waiting, never),
            V::draw},
    });
}

TEST(Verdict, LeavesToABullWorkerWhatItTook) {
    check(std::array{
        Row{"took it", {S::waiting}, at(active, waiting, same, Hands::bulls), V::hand_over},
        Row{"took what nobody told yet",
            {S::waiting},
            at(active, waiting, never, Hands::bulls),
            V::hand_over},
        Row{"took it when due",
            {S::delayed},
            at(active, delayed, same, Hands::bulls),
            V::hand_over},
        Row{"completed it", {S::waiting}, at(completed, waiting, same), V::completed},
        Row{"failed", {S::waiting}, at(failed, waiting, same), V::failed},
        Row{"tries later", {S::waiting}, at(delayed, waiting, same), V::put_off},
        Row{"completed it when due", {S::delayed}, at(completed, delayed, same), V::completed},
        Row{"while we run it", {S::active}, at(active, active, same, Hands::bulls), V::nothing},
    });
}

TEST(Verdict, FollowsABullWorker) {
    check(std::array{
        Row{"runs", {S::active, elsewhere}, at(active, active, same, Hands::bulls), V::keep},
        Row{"died", {S::active, elsewhere}, at(active, active, same), V::nothing},
        Row{"goes on",
            {S::active, elsewhere, true},
            at(active, active, same, Hands::bulls),
            V::end},
        Row{"was faster", {S::active, elsewhere, true}, at(completed, active, same), V::completed},
        Row{"completed", {S::active, elsewhere}, at(completed, active, same), V::completed},
        Row{"failed", {S::active, elsewhere}, at(failed, active, same), V::failed},
        Row{"tries later", {S::active, elsewhere}, at(delayed, active, same), V::put_off},
        Row{"stalled", {S::active, elsewhere}, at(waiting, active, same), V::take_back},
        Row{"removed", {S::active, elsewhere}, removed, V::lost},
        Row{"lost", {S::active, elsewhere}, lost, V::take_back},
    });
}

TEST(Verdict, HearsHowABullWorkerEndedWhatLeftNothingBehind) {
    check(std::array{
        Row{"completed", {S::active, elsewhere}, completed_and_gone, V::completed},
        Row{"failed", {S::active, elsewhere}, failed_and_gone, V::failed},
        Row{"failed after a retry",
            {.state = S::active, .elsewhere = true, .tried = true},
            failed_and_gone,
            V::failed},
        Row{"completed at once", {S::waiting}, completed_and_gone, V::completed},
        Row{"failed at once", {S::waiting}, failed_and_gone, V::failed},
        Row{"completed after a failure here",
            {.state = S::waiting, .tried = true},
            completed_and_gone,
            V::completed},
        Row{"our own failure, of before a retry",
            {.state = S::waiting, .tried = true},
            failed_and_gone,
            V::cancel},
        Row{"what we run", {S::active}, completed_and_gone, V::cancel},
        Row{"what has ended here", {S::completed}, completed_and_gone, V::nothing},
    });
}

TEST(Verdict, WelcomesStrangersByWhatTheyAre) {
    EXPECT_EQ(welcome({.place = waiting}), Welcome::take_in);
    EXPECT_EQ(welcome({.place = delayed}), Welcome::take_in);
    EXPECT_EQ(welcome({.place = waiting, .ours = true}), Welcome::orphan);
    EXPECT_EQ(welcome({.place = Place::missing}), Welcome::ghost);
    EXPECT_EQ(welcome({.place = active}), Welcome::none);
    EXPECT_EQ(welcome({.place = completed}), Welcome::none);
}

}  // namespace
}  // namespace rollcall::queue::bull::mirror
