#include "app/scratch_folder.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace rollcall::app {
namespace {

class ScratchFolderTest : public testing::Test {
protected:
    ScratchFolderTest() { std::filesystem::remove_all(data_dir_); }
    ~ScratchFolderTest() override { std::filesystem::remove_all(data_dir_); }

    const std::string data_dir_ = testing::TempDir() + "scratch-" +
                                  testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(ScratchFolderTest, EachProcessHasOneOfItsOwnThatIsPrivate) {
    const ScratchFolder first(data_dir_);
    const ScratchFolder second(data_dir_);

    EXPECT_NE(first.path(), second.path());
    struct stat info {};
    ASSERT_EQ(::stat(first.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
}

TEST_F(ScratchFolderTest, GoesWithAllThatIsInIt) {
    std::string path;
    {
        ScratchFolder made(data_dir_);
        const ScratchFolder folder(std::move(made));
        path = folder.path();
        std::ofstream(path + "/file") << "half written";
    }

    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ScratchFolderTest, TakesAwayWhatTheDeadLeftAndNothingElse) {
    const ScratchFolder living(data_dir_);
    const auto dead = data_dir_ + "/scratch-0011223344556677";
    std::filesystem::create_directories(dead + "/tmp");
    std::ofstream(data_dir_ + "/server.json") << "{}";

    const ScratchFolder next(data_dir_);

    EXPECT_FALSE(std::filesystem::exists(dead));
    EXPECT_TRUE(std::filesystem::exists(living.path()));
    EXPECT_TRUE(std::filesystem::exists(data_dir_ + "/server.json"));
}

}  // namespace
}  // namespace rollcall::app
