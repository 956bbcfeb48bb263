#include "spool/store_register.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/result.hpp"
#include "tests/support/temporary_folder.hpp"

namespace rollcall::spool {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using tests::TemporaryFolder;

// The register of one database, in memory.
class MemoryRegister final : public StoreRegister {
public:
    StoreIdentity agree_on(const StoreIdentity& proposed) override {
        if (!agreed_) agreed_ = proposed;
        return *agreed_;
    }
    bool is_settled() override { return agreed_.has_value(); }

private:
    std::optional<StoreIdentity> agreed_;
};

// Hides what it has until it is asked to agree.
class LateRegister final : public StoreRegister {
public:
    StoreIdentity agree_on(const StoreIdentity&) override { return {"another", "elsewhere"}; }
    bool is_settled() override { return false; }
};

TEST(SharedFolder, IsTakenByEveryNodeThatSeesIt) {
    const TemporaryFolder folder;
    MemoryRegister nodes;

    EXPECT_TRUE(check_shared_folder(nodes, folder.path()));
    EXPECT_TRUE(check_shared_folder(nodes, folder.path()));
}

TEST(SharedFolder, IsRefusedByANodeThatSeesAnother) {
    const TemporaryFolder here;
    const TemporaryFolder there;
    MemoryRegister nodes;
    ASSERT_TRUE(check_shared_folder(nodes, here.path()));

    const auto checked = check_shared_folder(nodes, there.path());

    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().code, Errc::wrong_state);
    EXPECT_THAT(
        checked.error().message,
        AllOf(HasSubstr(here.path()), HasSubstr(there.path()), HasSubstr("rollcall-store"))
    );
    EXPECT_FALSE(std::filesystem::exists(there / "rollcall-store"));
}

TEST(SharedFolder, IsRefusedWhenItIsThatOfAnotherDatabase) {
    const TemporaryFolder here;
    const TemporaryFolder there;
    MemoryRegister nodes;
    MemoryRegister others;
    ASSERT_TRUE(check_shared_folder(nodes, here.path()));
    ASSERT_TRUE(check_shared_folder(others, there.path()));

    EXPECT_FALSE(check_shared_folder(nodes, there.path()));
    EXPECT_TRUE(std::filesystem::exists(there / "rollcall-store"));
}

TEST(SharedFolder, IsRefusedWhenItWasNotMounted) {
    const TemporaryFolder mounted;
    const TemporaryFolder folder;
    MemoryRegister nodes;
    ASSERT_TRUE(check_shared_folder(nodes, mounted.path()));

    EXPECT_FALSE(check_shared_folder(nodes, folder / "not-there"));
}

TEST(SharedFolder, LosesItsMarkWhenAnotherNodeWasFirstElsewhere) {
    const TemporaryFolder folder;
    LateRegister nodes;

    EXPECT_FALSE(check_shared_folder(nodes, folder.path()));
    EXPECT_FALSE(std::filesystem::exists(folder / "rollcall-store"));
}

TEST(SharedFolder, KeepsItsMarkForADatabaseThatIsNew) {
    const TemporaryFolder folder;
    std::ofstream(folder / "rollcall-store") << "0123\n";
    MemoryRegister nodes;

    EXPECT_TRUE(check_shared_folder(nodes, folder.path()));
    EXPECT_EQ(nodes.agree_on({}).identity, "0123");
}

TEST(Store, IsRefusedWhereTheOtherNodesHaveAnother) {
    MemoryRegister nodes;
    ASSERT_TRUE(check_store(nodes, {"postgres", "the database"}));

    EXPECT_TRUE(check_store(nodes, {"postgres", "the database"}));
    EXPECT_THAT(
        check_store(nodes, {"s3://members/", "the bucket s3://members/"}).error().message,
        AllOf(HasSubstr("the database"), HasSubstr("the bucket s3://members/"))
    );
}

}  // namespace
}  // namespace rollcall::spool
