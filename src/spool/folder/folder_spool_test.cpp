#include "spool/folder/folder_spool.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "base/limits.hpp"
#include "spool/folder/folder_shelf.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::spool::folder {
namespace {

namespace fs = std::filesystem;
using tests::TemporaryFolder;

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder))
        names.push_back(entry.path().filename().string());
    return names;
}

mode_t mode_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0);
    return status.st_mode & 0777U;
}

// Files of this process may not grow past `bytes` while this lives.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        handler_ = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;
    ~SmallFiles() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::ignore = std::signal(SIGXFSZ, handler_);
    }

private:
    rlimit before_{};
    sighandler_t handler_ = nullptr;
};

// A disk of 1 MiB, where this process may mount one.
class SmallDisk {
public:
    SmallDisk() : mounted_(::mount("tmpfs", path().c_str(), "tmpfs", 0, "size=1m") == 0) {}
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    ~SmallDisk() {
        if (mounted_) ::umount2(path().c_str(), MNT_DETACH);
    }

    bool mounted() const { return mounted_; }
    std::string path() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
    bool mounted_;
};

TEST(FolderSpool, KeepsFilesFromOthers) {
    const TemporaryFolder home;
    FolderSpool spool(home.path());
    const auto intake = *spool.start(mib);
    ASSERT_TRUE(intake->append("private"));

    const auto sealed = *intake->seal();

    EXPECT_EQ(mode_of(home / "uploads"), 0700U);
    EXPECT_EQ(mode_of(home / "tmp"), 0700U);
    EXPECT_EQ(mode_of(home / "uploads/" + sealed.sha256), 0600U);
}

TEST(FolderSpool, LeavesNothingOfAnUploadThatWasGivenUp) {
    const TemporaryFolder home;
    FolderSpool spool(home.path());
    {
        const auto intake = *spool.start(mib);
        ASSERT_TRUE(intake->append("half"));
        ASSERT_THAT(names_in(home / "tmp"), testing::SizeIs(1));
    }

    EXPECT_THAT(names_in(home / "tmp"), testing::IsEmpty());
    EXPECT_THAT(names_in(home / "uploads"), testing::IsEmpty());
}

TEST(FolderSpool, LeavesNothingOfAnUploadPastItsLimit) {
    const TemporaryFolder home;
    FolderSpool spool(home.path());
    const auto intake = *spool.start(4);

    std::ignore = intake->append("12345");

    EXPECT_THAT(names_in(home / "tmp"), testing::IsEmpty());
}

TEST(FolderSpool, RemovesWhatAnEarlierProcessLeftHalfUploaded) {
    const TemporaryFolder home;
    { const FolderSpool made_the_folders(home.path()); }
    std::ofstream(home / "tmp/upload-0123") << "half";
    std::ofstream(home / "tmp/somebody-elses") << "kept";

    const FolderSpool spool(home.path());

    EXPECT_THAT(names_in(home / "tmp"), testing::ElementsAre("somebody-elses"));
}

TEST(FolderShelf, RemovesWhatAnEarlierProcessLeftHalfWritten) {
    const TemporaryFolder home;
    { const FolderShelf made_the_folders(home.path()); }
    std::ofstream(home / "tmp/draft-0123") << "half";

    const FolderShelf shelf(home.path());

    EXPECT_THAT(names_in(home / "tmp"), testing::IsEmpty());
}

TEST(FolderSpool, FollowsNoLink) {
    const TemporaryFolder home;
    FolderSpool spool(home.path());
    const std::string name(64, 'a');
    fs::create_symlink("/etc/passwd", home / "uploads/" + name);

    EXPECT_EQ(spool.open(name).error().code, Errc::not_found);
}

TEST(FolderSpool, IsNotHeldUpByAPipeOfAFilesName) {
    const TemporaryFolder home;
    FolderSpool spool(home.path());
    const std::string name(64, 'b');
    ASSERT_EQ(::mkfifo((home / "uploads/" + name).c_str(), 0600), 0);

    EXPECT_EQ(spool.open(name).error().code, Errc::not_found);
}

TEST(FolderSpool, RefusesWhatDoesNotFitAndLeavesNothing) {
    const TemporaryFolder home;
    FolderSpool spool(home.path());
    const auto intake = *spool.start(mib);
    const SmallFiles limit(64 * kib);

    const auto appended = intake->append(std::string(100 * kib, 'x'));

    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, Errc::storage_full);
    EXPECT_THAT(names_in(home / "tmp"), testing::IsEmpty());
}

TEST(FolderSpool, RefusesOnAFullDiskAndServesAgainWhenSpaceReturns) {
    const SmallDisk disk;
    if (!disk.mounted()) GTEST_SKIP() << "this process may not mount a tmpfs";
    FolderSpool spool(disk.path());
    const auto large = *spool.start(gib);
    const auto appended = large->append(std::string(2 * mib, 'x'));

    const auto small = *spool.start(mib);
    const auto again = small->append("fits");

    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, Errc::storage_full);
    EXPECT_TRUE(again);
    EXPECT_TRUE(small->seal());
    EXPECT_THAT(names_in(disk.path() + "/tmp"), testing::IsEmpty());
}

TEST(FolderSpool, IsFullWhenNoFileCanBeMade) {
    const SmallDisk disk;
    if (!disk.mounted()) GTEST_SKIP() << "this process may not mount a tmpfs";
    FolderSpool spool(disk.path());
    ASSERT_EQ(::mount("tmpfs", disk.path().c_str(), "tmpfs", MS_REMOUNT, "size=1m,nr_inodes=3"), 0);

    const auto started = spool.start(mib);

    ASSERT_FALSE(started);
    EXPECT_EQ(started.error().code, Errc::storage_full);
}

}  // namespace
}  // namespace rollcall::spool::folder
