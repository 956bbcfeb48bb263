#include "work/documents.hpp"

#include <chrono>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load/sql/sql_erasure.hpp"
#include "tests/support/watched_shelf.hpp"
#include "tests/support/work_world.hpp"
#include "work/erasure.hpp"
#include "work/housekeeping.hpp"

namespace rollcall::work {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// A job that completed, one of its rows refused; neither of its documents is there.
class MakingDocuments : public testing::Test {
protected:
    MakingDocuments() : world_("documents") {
        const auto id = world_.take_in(World::list(3, "8001,Nobody,Example,79800001\n"));
        world_.run_worker();
        job_ = world_.job(id);
        world_.documents.remove(id);
    }

    void clean() { housekeeping_.clean(world_.clock.now() + std::chrono::hours{1}); }
    void erase() {
        const WantedPerson person{World::made_up_id(1), Day{std::chrono::days{20'783}}};
        ASSERT_TRUE(eraser_.erase(person));
    }
    void put_on_shelf(const std::string& name) { world_.shelf.draft(name)->publish(); }
    bool is_on_shelf(const std::string& name) { return world_.shelf.open(name).has_value(); }

    World world_;
    tests::WatchedShelf shelf_{world_.shelf};
    Documents documents_{
        {world_.queue, world_.spool, shelf_, world_.ledger, world_.clock},
        {world_.reader(), "UTC"}};
    Housekeeping housekeeping_{
        {world_.queue,
         world_.removed_jobs,
         world_.ledger,
         world_.spool,
         world_.documents,
         world_.clock},
        std::chrono::hours{1}};
    load::sql::SqlErasure erasure_{world_.database};
    Eraser eraser_{
        {world_.queue, world_.ledger, erasure_, world_.spool, world_.documents, world_.clock},
        world_.reader()};
    queue::Job job_;
};

TEST_F(MakingDocuments, ServesWhatItMadeAndWhatIsThere) {
    EXPECT_TRUE(documents_.report(job_));
    EXPECT_TRUE(documents_.report(job_));
    EXPECT_TRUE(documents_.corrections(job_));
}

TEST_F(MakingDocuments, LeavesNothingOfAJobThatIsCleanedMeanwhile) {
    shelf_.before_publish = [this] { clean(); };

    const auto report = documents_.report(job_);

    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::not_found);
    EXPECT_FALSE(is_on_shelf(report::report_name(job_.id)));
    EXPECT_FALSE(world_.ledger.find(job_.id));
    EXPECT_THAT(world_.removed_jobs.undiscarded(1), IsEmpty());
}

TEST_F(MakingDocuments, LeavesNothingOfAFileThatIsErasedMeanwhile) {
    shelf_.before_publish = [this] { erase(); };

    const auto corrections = documents_.corrections(job_);

    ASSERT_FALSE(corrections);
    EXPECT_EQ(corrections.error().code, Errc::not_found);
    EXPECT_THAT(corrections.error().message, HasSubstr("erased on request"));
    EXPECT_FALSE(is_on_shelf(report::corrections_name(job_.id)));
}

TEST_F(MakingDocuments, ServesNothingOfAJobThatIsGone) {
    clean();
    put_on_shelf(report::report_name(job_.id));

    const auto report = documents_.report(job_);

    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::not_found);
}

TEST_F(MakingDocuments, ServesNothingOfAnErasedFile) {
    erase();
    put_on_shelf(report::report_name(job_.id));

    const auto report = documents_.report(job_);

    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr("erased on request"));
}

}  // namespace
}  // namespace rollcall::work
