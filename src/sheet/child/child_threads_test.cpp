#include <thread>

#include <gtest/gtest.h>

#include "sheet/child/child.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall::sheet::child {
namespace {

// More rows than the pipe holds, so that the child waits for its reader.
std::string many_rows() {
    std::string bytes;
    for (int i = 0; i < 500'000; ++i)
        bytes += "Thabo,Nkosi\n";
    return bytes;
}

TEST(ChildReaderThreads, CancelEndsAReaderFromAnotherThread) {
    const tests::TemporaryFolder folder;
    const auto file = test::memory_file(many_rows());
    const auto reader = open(file.get(), folder.path(), {});
    ASSERT_TRUE(reader.has_value());

    std::jthread other([&] { (*reader)->cancel(); });
    Batch batch;
    auto more = (*reader)->next(batch);
    while (more && *more)
        more = (*reader)->next(batch);
    other.join();

    // Whoever was faster: the reader is cancelled, or it has come to the end before.
    if (more) return;
    EXPECT_EQ(more.error().code, Errc::cancelled);
}

TEST(ChildReaderThreads, AStopRequestWakesAnOpenThatWaits) {
    const tests::TemporaryFolder folder;
    const auto file = test::memory_file("a,b\n");
    std::stop_source source;
    ChildOptions options;
    options.open.file_name = "x.hang";
    options.stop = source.get_token();

    std::jthread other([&] { source.request_stop(); });
    const auto reader = open(file.get(), folder.path(), options);

    ASSERT_FALSE(reader.has_value());
    EXPECT_EQ(reader.error().code, Errc::cancelled);
}

TEST(ChildReaderThreads, ReadersOfTwoThreadsDoNotHoldEachOthersPipes) {
    const tests::TemporaryFolder folder;
    const auto file = test::memory_file("a,b\n1,2\n");
    const auto read_often = [&] {
        for (int i = 0; i < 20; ++i) {
            const auto reader = open(file.get(), folder.path(), {});
            Batch batch;
            EXPECT_TRUE((*reader)->next(batch).value());
            EXPECT_FALSE((*reader)->next(batch).value());
        }
    };

    std::jthread other(read_often);
    read_often();
}

}  // namespace
}  // namespace rollcall::sheet::child
