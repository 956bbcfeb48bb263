#include "app/bull_files.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/hash.hpp"
#include "base/limits.hpp"
#include "spool/folder/folder.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::app {
namespace {

using testing::HasSubstr;

class BullFilesIn : public testing::Test {
protected:
    BullFilesIn() {
        std::filesystem::create_directories(inner());
        write(inner() + "/members.csv", "ID Number\n");
        write(folder_ / "secret.csv", "outside\n");
    }

    std::string inner() const { return folder_ / "lists"; }
    static void write(const std::string& path, std::string_view text) {
        std::ofstream(path) << text;
    }
    std::string refusal_of(const std::string& path) {
        const auto taken = files_.take(path);
        return taken ? "taken" : taken.error().message;
    }

    tests::TemporaryFolder folder_;
    tests::TemporaryFolder spool_folder_;
    spool::folder::FolderSpool spool_{spool_folder_.path()};
    BullFiles files_{spool_, inner(), mib};
};

TEST_F(BullFilesIn, TakesAFileOfTheFolder) {
    for (const auto& path : {std::string("members.csv"), inner() + "/members.csv"}) {
        SCOPED_TRACE(path);
        const auto taken = files_.take(path).value();

        EXPECT_EQ(taken.sha256, sha256_hex("ID Number\n"));
        EXPECT_EQ(taken.size, 10U);
        EXPECT_EQ(files_.stored(taken.sha256).value().size, 10U);
    }
}

TEST_F(BullFilesIn, RefusesWhatIsNotWithinIt) {
    std::filesystem::create_symlink(folder_ / "secret.csv", inner() + "/link.csv");
    std::filesystem::create_directory_symlink(folder_ / "", inner() + "/up");
    ::mkfifo((inner() + "/pipe").c_str(), 0600);
    for (const std::string& path :
         {std::string("../secret.csv"),
          folder_ / "secret.csv",
          inner() + "/../secret.csv",
          inner() + "-else/members.csv",
          std::string("link.csv"),
          std::string("up/secret.csv"),
          std::string("pipe"),
          std::string("."),
          std::string("missing.csv"),
          std::string("/etc/passwd")}) {
        SCOPED_TRACE(path);
        EXPECT_THAT(refusal_of(path), HasSubstr("within REDIS_FILES_DIR"));
    }
}

TEST_F(BullFilesIn, TakesNoPathWhereNoFolderIsNamed) {
    BullFiles none(spool_, "", mib);

    EXPECT_FALSE(none.take(inner() + "/members.csv"));
}

TEST_F(BullFilesIn, RefusesAFileThatIsTooLarge) {
    BullFiles small(spool_, inner(), 4);

    EXPECT_EQ(small.take("members.csv").error().code, Errc::file_too_large_upload);
}

TEST_F(BullFilesIn, RefusesAnIdOfNoFile) {
    EXPECT_EQ(files_.stored(sha256_hex("other")).error().code, Errc::not_found);
    EXPECT_EQ(files_.stored("../x").error().code, Errc::not_found);
}

}  // namespace
}  // namespace rollcall::app
