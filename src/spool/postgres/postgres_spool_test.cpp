#include "spool/postgres/postgres_spool.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "db/postgres/postgres.hpp"
#include "spool/postgres/postgres_register.hpp"
#include "spool/postgres/schema.hpp"
#include "spool/scratch.hpp"
#include "spool/spool.hpp"
#include "tests/support/postgres_schema.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::spool::postgres {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

// More than goes into one transaction.
constexpr std::size_t two_batches = 5 * mib;

class PostgresSpoolTest : public tests::PostgresTest {
protected:
    void SetUp() override {
        tests::PostgresTest::SetUp();
        if (IsSkipped()) return;
        store_ = std::make_unique<db::postgres::Store>(url());
        ASSERT_TRUE(db::postgres::migrate(*store_, std::array{migrations()}));
        behind_ = std::make_unique<db::postgres::Connection>(url());
        spool_ = std::make_unique<PostgresSpool>(*store_, scratch_);
    }

    std::unique_ptr<Intake> intake_with(std::string_view bytes) {
        auto intake = spool().start(gib).value();
        EXPECT_TRUE(intake->append(bytes));
        return intake;
    }
    std::vector<std::int64_t> numbers(std::string_view sql) {
        std::vector<std::int64_t> numbers;
        auto& query = behind().prepared(sql);
        while (query.step())
            numbers.push_back(query.integer(0));
        return numbers;
    }
    static Instant in_an_hour() { return SystemClock().now() + std::chrono::hours(1); }
    static Instant an_hour_ago() { return SystemClock().now() - std::chrono::hours(1); }
    static bool nobody_wants(std::string_view) { return false; }

    PostgresSpool& spool() { return *spool_; }
    db::postgres::Store& store() { return *store_; }
    db::postgres::Connection& behind() { return *behind_; }

private:
    tests::TemporaryFolder home_;
    Scratch scratch_{home_.path()};
    std::unique_ptr<db::postgres::Store> store_;
    std::unique_ptr<db::postgres::Connection> behind_;
    std::unique_ptr<PostgresSpool> spool_;
};

TEST_F(PostgresSpoolTest, KeepsPiecesOf256KiBWithTheRestInTheLast) {
    ASSERT_TRUE(intake_with(std::string(513 * kib, 'x'))->seal());

    EXPECT_THAT(
        numbers("SELECT octet_length(bytes) FROM file_piece ORDER BY number"),
        ElementsAre(256 * kib, 256 * kib, kib)
    );
}

TEST_F(PostgresSpoolTest, DoesNotCompressWhatIsCompressed) {
    ASSERT_TRUE(intake_with(std::string(256 * kib, 'x'))->seal());

    EXPECT_THAT(numbers("SELECT pg_column_size(bytes) FROM file_piece"), ElementsAre(256 * kib));
}

TEST_F(PostgresSpoolTest, DoesNotSealWhatLostPiecesOnItsWay) {
    const auto intake = intake_with(std::string(two_batches, 'x'));
    behind().execute("DELETE FROM file_piece WHERE number = 3");

    EXPECT_THAT(
        [&] { std::ignore = intake->seal(); },
        ThrowsMessage<Failure>(HasSubstr("the database has 4980736"))
    );
    EXPECT_THAT(numbers("SELECT count(*) FROM file_upload"), ElementsAre(0));
}

TEST_F(PostgresSpoolTest, GoesOnWhenItsConnectionIsCutInTheMiddle) {
    const auto intake = intake_with(std::string(two_batches, 'x'));
    // What was lent last is lent first.
    auto& end = behind().prepared("SELECT pg_terminate_backend($1::int, 60000)");
    end.bind(1, store().borrow()->backend()).run();
    ASSERT_TRUE(intake->append(std::string(two_batches, 'y')));

    const auto sealed = intake->seal();

    const auto bytes = std::string(two_batches, 'x') + std::string(two_batches, 'y');
    EXPECT_EQ(sealed->sha256, sha256_hex(bytes));
    EXPECT_TRUE(spool().open(sealed->sha256));
}

TEST_F(PostgresSpoolTest, SweepsTheHalfOfANodeThatDied) {
    behind().execute(
        "INSERT INTO file_content (touched_at) VALUES (now() - interval '2 hours');"
        "INSERT INTO file_piece SELECT content, 0, 'half' FROM file_content"
    );

    EXPECT_EQ(spool().sweep(an_hour_ago(), nobody_wants), 4U);
    EXPECT_THAT(numbers("SELECT count(*) FROM file_content"), ElementsAre(0));
    EXPECT_THAT(numbers("SELECT count(*) FROM file_piece"), ElementsAre(0));
}

TEST_F(PostgresSpoolTest, LeavesAnUploadAloneThatStillComes) {
    const auto intake = intake_with(std::string(two_batches, 'x'));

    EXPECT_EQ(spool().sweep(an_hour_ago(), nobody_wants), 0U);
    EXPECT_TRUE(intake->seal());
}

TEST_F(PostgresSpoolTest, DoesNotSealWhatWasSweptAwayUnderIt) {
    const auto intake = intake_with(std::string(two_batches, 'x'));
    spool().sweep(in_an_hour(), nobody_wants);

    EXPECT_THAT(
        [&] { std::ignore = intake->seal(); }, ThrowsMessage<Failure>(HasSubstr("was removed"))
    );
    EXPECT_THAT(numbers("SELECT count(*) FROM file_upload"), ElementsAre(0));
}

TEST_F(PostgresSpoolTest, FinishesARemovalThatBrokeOff) {
    const auto sealed = intake_with(std::string(two_batches, 'x'))->seal();
    behind().execute(
        "DELETE FROM file_upload; UPDATE file_content SET touched_at = '-infinity';"
        "DELETE FROM file_piece WHERE number < 4"
    );

    EXPECT_EQ(spool().sweep(an_hour_ago(), nobody_wants), two_batches - mib);
    EXPECT_THAT(numbers("SELECT count(*) FROM file_piece"), ElementsAre(0));
}

TEST_F(PostgresSpoolTest, RemembersTheStoreOfTheFirstNode) {
    PostgresRegister first(store());
    db::postgres::Store other_store(url());
    PostgresRegister second(other_store);

    EXPECT_FALSE(second.is_settled());
    EXPECT_EQ(first.agree_on({"a", "here"}).identity, "a");
    EXPECT_TRUE(second.is_settled());
    EXPECT_EQ(second.agree_on({"b", "there"}).place, "here");
}

}  // namespace
}  // namespace rollcall::spool::postgres
