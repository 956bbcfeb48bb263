#include "app/data_folder.hpp"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace rollcall::app {
namespace {

using testing::HasSubstr;

class DataFolderTest : public testing::Test {
protected:
    DataFolderTest() { std::filesystem::remove_all(path_); }
    ~DataFolderTest() override { std::filesystem::remove_all(path_); }

    const std::string path_ = testing::TempDir() + "folder-" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(DataFolderTest, BelongsToOneOwnerAtATime) {
    {
        const auto first = DataFolder::own(path_);
        ASSERT_TRUE(first.has_value());
        first->announce({"http://localhost:5000", 1});

        const auto second = DataFolder::own(path_);

        ASSERT_FALSE(second.has_value());
        EXPECT_EQ(second.error().code, Errc::conflict);
        EXPECT_THAT(second.error().message, HasSubstr("http://localhost:5000"));
    }
    EXPECT_TRUE(DataFolder::own(path_).has_value());
}

TEST_F(DataFolderTest, IsPrivate) {
    const auto folder = DataFolder::own(path_);
    ASSERT_TRUE(folder.has_value());
    const auto secret = secret_of(path_);

    struct stat info {};
    ASSERT_EQ(::stat(path_.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0700U);
    ASSERT_EQ(::stat((path_ + "/jwt-secret").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777U, 0600U);
    EXPECT_EQ(secret.size(), 64U);
}

TEST_F(DataFolderTest, KeepsItsSecret) {
    const auto first = secret_of(path_);

    EXPECT_EQ(secret_of(path_), first);
}

TEST_F(DataFolderTest, TellsWhoServesItUntilItIsWithdrawn) {
    const auto folder = DataFolder::own(path_);
    ASSERT_TRUE(folder.has_value());
    EXPECT_FALSE(server_of(path_).has_value());

    folder->announce({"http://localhost:5001", 42});
    const auto server = server_of(path_);
    ASSERT_TRUE(server.has_value());
    EXPECT_EQ(server->url, "http://localhost:5001");
    EXPECT_EQ(server->pid, 42);

    folder->withdraw();
    EXPECT_FALSE(server_of(path_).has_value());
}

}  // namespace
}  // namespace rollcall::app
