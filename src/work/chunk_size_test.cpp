#include "work/chunk_size.hpp"

#include <gtest/gtest.h>

namespace rollcall::work {
namespace {

using std::chrono::milliseconds;

TEST(ChunkSize, GrowsAtMostTwofoldUpToTheLimit) {
    ChunkSize size;

    size.learn(2'000, milliseconds{1});
    EXPECT_EQ(size.rows(), 4'000U);
    for (int i = 0; i < 10; ++i)
        size.learn(size.rows(), milliseconds{1});
    EXPECT_EQ(size.rows(), chunk_rows_max);
}

TEST(ChunkSize, ShrinksToWhatTheDiskCommitsInTime) {
    ChunkSize size;

    size.learn(2'000, milliseconds{800});

    EXPECT_EQ(size.rows(), 500U);
}

TEST(ChunkSize, StartsWithAsManyRowsAsItIsToldButNeverWithTooFew) {
    EXPECT_EQ(ChunkSize(500).rows(), 500U);
    EXPECT_EQ(ChunkSize(1).rows(), 200U);
}

TEST(ChunkSize, NeverShrinksToNothing) {
    ChunkSize size;

    size.learn(2'000, milliseconds{1'000'000});

    EXPECT_EQ(size.rows(), 200U);
}

TEST(ChunkSize, AChunkIsFullWhenAnotherBatchCouldPassItsRows) {
    const ChunkSize size;
    check::Chunk chunk;
    chunk.rows.resize(chunk_rows_first - batch_rows);
    EXPECT_FALSE(size.full(chunk));

    chunk.rows.resize(chunk_rows_first - batch_rows + 1);
    EXPECT_TRUE(size.full(chunk));
}

}  // namespace
}  // namespace rollcall::work
