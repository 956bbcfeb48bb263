#include "work/erasure.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "load/sql/sql_erasure.hpp"
#include "tests/support/work_world.hpp"

namespace rollcall::work {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Breaks at its n-th verb, before or after what that does: a process that dies there.
class FaultyErasure final : public load::Erasure {
public:
    FaultyErasure(load::Erasure& real, int verb, bool after)
        : real_(real), left_(verb), after_(after) {}

    load::ErasedMember look(std::string_view id_number) override { return real_.look(id_number); }
    load::ErasedMember erase_member(std::string_view id_number) override {
        return strike([&] { return real_.erase_member(id_number); });
    }
    bool redact(const load::Redaction& redaction) override {
        return strike([&] { return real_.redact(redaction); });
    }

private:
    template <class Verb>
    std::invoke_result_t<Verb> strike(Verb verb) {
        const bool now = --left_ == 0;
        if (now && !after_) throw Failure("the process dies before");
        auto result = verb();
        if (now) throw Failure("the process dies after");
        return result;
    }

    load::Erasure& real_;
    int left_;
    bool after_;
};

class Erasing : public testing::Test {
protected:
    // The second person of a list of three, and of one with a column of notes.
    Erasing() : world_("erasure") {
        first_ = world_.take_in(World::list(3));
        world_.run_worker();
        second_ = world_.take_in(
            "ID Number,Firstname,Surname,Ward,Notes\n" + World::made_up_id(8) +
            ",Other,Example,79800001,a friend of " + person_.id_number + "\n"
        );
        world_.run_worker();
        other_ =
            world_.take_in("ID Number,Firstname,Ward\n" + World::made_up_id(9) + ",N,79800001\n");
        world_.run_worker();
    }

    Eraser eraser(load::Erasure& erasure) {
        return Eraser(
            {world_.queue, world_.ledger, erasure, world_.spool, world_.documents, world_.clock},
            world_.reader()
        );
    }
    Result<ErasureReport> erase() { return eraser(erasure_).erase(person_); }
    bool holds_file_of(const JobId& job) { return world_.spool.holds(world_.job(job).file_sha256); }
    bool has_report(const JobId& job) {
        return world_.documents.report(world_.job(job)).has_value();
    }
    load::FileFacts facts_of(const JobId& job) {
        return load::facts_from_json(world_.ledger.find(job)->facts_json);
    }

    World world_;
    load::sql::SqlErasure erasure_{world_.database};
    const WantedPerson person_{World::made_up_id(1), Day{std::chrono::days{20'783}}};
    JobId first_;
    JobId second_;
    JobId other_;
};

TEST_F(Erasing, TakesTheFilesThatNameThePersonAndNoOthers) {
    const auto report = erase();

    ASSERT_TRUE(report) << report.error().message;
    EXPECT_TRUE(report->member.was_there);
    EXPECT_EQ(report->files_read, 3U);
    EXPECT_EQ(report->files_removed, 2U);
    EXPECT_GT(report->freed_bytes, 0U);
    EXPECT_THAT(report->jobs, SizeIs(2));
    EXPECT_THAT(report->unread, IsEmpty());
    EXPECT_FALSE(holds_file_of(first_));
    EXPECT_FALSE(holds_file_of(second_));
    EXPECT_TRUE(has_report(other_));
    EXPECT_TRUE(facts_of(other_).erased_at.empty());
}

TEST_F(Erasing, LeavesTheJobWithItsOutcomesAndAWordOfIt) {
    ASSERT_TRUE(erase());

    EXPECT_EQ(world_.tally(first_).of(load::Outcome::inserted), 3U);
    EXPECT_TRUE(world_.ledger.verify(first_));
    EXPECT_THAT(facts_of(first_).warnings, testing::Contains(HasSubstr("ERASED")));
    const auto report = world_.documents.report(world_.job(first_));
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::not_found);
    EXPECT_THAT(report.error().message, HasSubstr("erased on request"));
    const auto lines = world_.queue.logs(first_, 0, 100);
    EXPECT_THAT(lines.back().text, HasSubstr("erased on request"));
}

TEST_F(Erasing, ChangesNothingWhenItOnlyLooks) {
    const auto report = eraser(erasure_).look(person_);

    ASSERT_TRUE(report);
    EXPECT_EQ(report->files_removed, 2U);
    EXPECT_TRUE(has_report(first_));
    EXPECT_TRUE(erasure_.look(person_.id_number).was_there);
}

class ErasingDies : public Erasing, public testing::WithParamInterface<std::tuple<int, bool>> {};

TEST_P(ErasingDies, AndDoesTheRestWhenAskedAgain) {
    const auto [verb, after] = GetParam();
    FaultyErasure faulty(erasure_, verb, after);

    EXPECT_THROW((void)eraser(faulty).erase(person_), Failure);
    ASSERT_TRUE(erase());

    EXPECT_FALSE(erasure_.look(person_.id_number).was_there);
    EXPECT_FALSE(holds_file_of(first_));
    EXPECT_FALSE(holds_file_of(second_));
    EXPECT_FALSE(has_report(first_));
    EXPECT_TRUE(world_.ledger.verify(first_));
    EXPECT_FALSE(facts_of(first_).erased_at.empty());
}

// The member and the two jobs, each before and after it is done.
INSTANTIATE_TEST_SUITE_P(
    Everywhere,
    ErasingDies,
    testing::Combine(testing::Values(1, 2, 3), testing::Bool())
);

TEST_F(Erasing, WaitsForJobsThatWouldLoadThePersonAgain) {
    const auto waiting = world_.take_in(World::list(5));

    const auto report = erase();

    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().code, Errc::conflict);
    EXPECT_THAT(report.error().message, HasSubstr(waiting.text()));
    EXPECT_TRUE(has_report(first_));
    EXPECT_TRUE(erasure_.look(person_.id_number).was_there);
}

TEST_F(Erasing, TellsOfFilesThatNobodyCanRead) {
    const auto broken = world_.take_in("PK\x03\x04 and nothing of a workbook", "broken.xlsx");
    world_.run_worker();

    const auto report = erase();

    ASSERT_TRUE(report);
    ASSERT_THAT(report->unread, SizeIs(1));
    EXPECT_EQ(report->unread[0].id, broken);
    EXPECT_EQ(report->files_removed, 2U);
}

TEST_F(Erasing, FindsTheNextPersonsNameGoneWithTheFirst) {
    ASSERT_TRUE(erase());
    const WantedPerson next{World::made_up_id(2), person_.today};

    const auto report = eraser(erasure_).erase(next);

    ASSERT_TRUE(report);
    EXPECT_TRUE(report->member.was_there);
    EXPECT_EQ(report->files_removed, 0U);
    EXPECT_THAT(report->unread, IsEmpty());
}

TEST_F(Erasing, TakesWhatCameBackOfAFileThatIsGone) {
    ASSERT_TRUE(erase());
    const auto name = report::report_name(first_);
    world_.shelf.draft(name)->publish();

    ASSERT_TRUE(erase());

    EXPECT_FALSE(world_.shelf.open(name));
    EXPECT_TRUE(has_report(other_));
}

TEST(PersonSearch, KnowsANumberInEverySpelling) {
    const WantedPerson person{"8001015009087", Day{std::chrono::days{20'783}}};

    for (const auto* text :
         {"8001015009087",
          " 800101 5009 087 ",
          "800101-5009-087",
          "8001015009087.0",
          "8.001015009087E+12",
          "see 8001015009087, twice"}) {
        EXPECT_TRUE(names_person(text, person)) << text;
    }
    for (const auto* text : {"", "Sipho", "8001015009088", "800101", "27820000000"}) {
        EXPECT_FALSE(names_person(text, person)) << text;
    }
}

TEST(PersonSearch, KnowsANumberWithoutItsLeadingZeros) {
    const WantedPerson person{"0801015009088", Day{std::chrono::days{20'783}}};

    EXPECT_TRUE(names_person("801015009088", person));
}

}  // namespace
}  // namespace rollcall::work
