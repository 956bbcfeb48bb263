#include <cstdint>
#include <future>
#include <string>

#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "base/manual_clock.hpp"
#include "work/appender.hpp"

namespace rollcall::work {
namespace {

check::Chunk chunk_of(std::uint32_t rows) {
    check::Chunk chunk;
    chunk.rows.resize(rows);
    return chunk;
}

// Appends when it is let; counts the rows.
class HeldLoad final : public load::Load {
public:
    const load::Cursor& cursor() const override { return cursor_; }
    Result<void> append(check::Chunk& chunk) override {
        let_.get_future().wait();
        if (broken) throw Failure("broken", Broken::database);
        if (fenced) return refuse(Errc::lease_lost, "fenced");
        cursor_.rows_done += chunk.rows.size();
        return {};
    }
    Result<void> note_facts(const std::string&) override { return {}; }

    void let_go() { let_.set_value(); }

    bool broken = false;
    bool fenced = false;

private:
    load::Cursor cursor_;
    std::promise<void> let_;
};

class AppenderTest : public testing::Test {
protected:
    ManualClock clock_;
    HeldLoad load_;
    Appender appender_{load_, clock_};
};

TEST_F(AppenderTest, LeavesAnEmptyChunkToFillWhileTheOtherIsCommitted) {
    auto chunk = chunk_of(3);

    appender_.hand_over(chunk, {});
    chunk.rows.resize(7);
    load_.let_go();
    const auto settled = appender_.settle();

    ASSERT_TRUE(settled && *settled);
    EXPECT_EQ((*settled)->rows, 3U);
    EXPECT_EQ(load_.cursor().rows_done, 3U);
    EXPECT_EQ(chunk.rows.size(), 7U);
}

TEST_F(AppenderTest, TellsHowFarTheReaderWasWithThatChunk) {
    auto chunk = chunk_of(1);
    sheet::Position position;
    position.bytes_read = 17;

    appender_.hand_over(chunk, position);
    load_.let_go();

    EXPECT_EQ((*appender_.settle())->position.bytes_read, 17U);
}

TEST_F(AppenderTest, HasNothingToTellBeforeTheFirstChunkAndTwice) {
    EXPECT_FALSE(*appender_.settle());
    auto chunk = chunk_of(1);
    appender_.hand_over(chunk, {});
    load_.let_go();

    EXPECT_TRUE(*appender_.settle());
    EXPECT_FALSE(*appender_.settle());
}

TEST_F(AppenderTest, RefusesWhatTheLoadRefuses) {
    load_.fenced = true;
    auto chunk = chunk_of(1);

    appender_.hand_over(chunk, {});
    load_.let_go();
    const auto settled = appender_.settle();

    ASSERT_FALSE(settled);
    EXPECT_EQ(settled.error().code, Errc::lease_lost);
}

TEST_F(AppenderTest, ThrowsWhatTheLoadThrows) {
    load_.broken = true;
    auto chunk = chunk_of(1);

    appender_.hand_over(chunk, {});
    load_.let_go();

    EXPECT_THROW((void)appender_.settle(), Failure);
}

}  // namespace
}  // namespace rollcall::work
