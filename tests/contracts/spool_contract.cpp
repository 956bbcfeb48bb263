// What every Spool and Shelf promises.
#include "tests/contracts/spool_contract.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/limits.hpp"
#include "spool/spool.hpp"

namespace rollcall::spool::tests {
namespace {

class SpoolContract : public testing::TestWithParam<Implementation> {
protected:
    void SetUp() override {
        if (!GetParam().make) GTEST_SKIP() << GetParam().missing;
        world_ = GetParam().make();
    }

    Sealed seal(std::string_view bytes) { return upload(spool(), bytes); }
    void publish(std::string_view name, std::string_view text) {
        const auto draft = shelf().draft(name);
        EXPECT_EQ(::write(draft->file(), text.data(), text.size()), std::ssize(text));
        draft->publish();
    }
    Instant later() { return SystemClock().now() + std::chrono::hours(1); }

    World& world() { return *world_; }
    Spool& spool() { return world_->spool(); }
    Shelf& shelf() { return world_->shelf(); }

private:
    std::unique_ptr<World> world_;
};

TEST_P(SpoolContract, HandsBackWhatWasSealed) {
    const auto sealed = seal("id,name\n1,Thandi\n");

    EXPECT_EQ(sealed.size, 17U);
    EXPECT_EQ(sealed.sha256, sha256_hex("id,name\n1,Thandi\n"));
    EXPECT_EQ(read_all(*spool().open(sealed.sha256)), "id,name\n1,Thandi\n");
}

TEST_P(SpoolContract, JoinsWhatArrivesInSteps) {
    const auto intake = *spool().start(mib);
    const std::string step(100'000, 'x');

    for (int i = 0; i < 5; ++i)
        ASSERT_TRUE(intake->append(step));
    const auto sealed = *intake->seal();

    EXPECT_EQ(intake->size(), 500'000U);
    EXPECT_EQ(sealed.sha256, sha256_hex(std::string(500'000, 'x')));
    EXPECT_TRUE(spool().open(sealed.sha256));
}

TEST_P(SpoolContract, SealsAnEmptyUpload) {
    const auto sealed = seal("");

    EXPECT_EQ(sealed.size, 0U);
    EXPECT_EQ(read_all(*spool().open(sealed.sha256)), "");
}

TEST_P(SpoolContract, TakesExactlyTheLimit) {
    const auto intake = *spool().start(10);

    EXPECT_TRUE(intake->append("0123456789"));
    EXPECT_TRUE(intake->seal());
}

TEST_P(SpoolContract, RefusesOneByteMoreThanTheLimit) {
    const auto intake = *spool().start(10);
    ASSERT_TRUE(intake->append("0123456789"));

    const auto appended = intake->append("x");

    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().code, Errc::file_too_large_upload);
}

TEST_P(SpoolContract, DoesNotSealWhatWasRefused) {
    const auto intake = *spool().start(10);
    std::ignore = intake->append("0123456789x");

    const auto sealed = intake->seal();

    ASSERT_FALSE(sealed);
    EXPECT_EQ(sealed.error().code, Errc::file_too_large_upload);
}

TEST_P(SpoolContract, KeepsTheSameBytesOnce) {
    const auto first = seal("twice");
    const auto second = seal("twice");

    EXPECT_EQ(first.sha256, second.sha256);
    EXPECT_EQ(spool().remove(first.sha256), 5U);
    EXPECT_EQ(spool().remove(first.sha256), 0U);
}

TEST_P(SpoolContract, LetsAReaderFinishWhatWasRemoved) {
    const auto sealed = seal("still read");
    const auto file = *spool().open(sealed.sha256);

    spool().remove(sealed.sha256);

    EXPECT_EQ(read_all(file), "still read");
}

TEST_P(SpoolContract, DoesNotFindWhatWasRemoved) {
    const auto sealed = seal("gone");
    spool().remove(sealed.sha256);

    EXPECT_EQ(spool().open(sealed.sha256).error().code, Errc::not_found);
    EXPECT_FALSE(spool().holds(sealed.sha256));
}

TEST_P(SpoolContract, DoesNotFindWhatIsNoSha256) {
    const std::string upper(64, 'A');

    for (const std::string_view name : {"", "../jobs", "..", "abc", upper.c_str()}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(spool().open(name).error().code, Errc::not_found);
        EXPECT_FALSE(spool().holds(name));
        EXPECT_EQ(spool().remove(name), 0U);
    }
}

TEST_P(SpoolContract, SweepsWhatNobodyWants) {
    const auto wanted = seal("wanted");
    const auto orphan = seal("orphan bytes");

    const auto freed =
        spool().sweep(later(), [&](std::string_view sha256) { return sha256 == wanted.sha256; });

    EXPECT_EQ(freed, 12U);
    EXPECT_TRUE(spool().open(wanted.sha256));
    EXPECT_FALSE(spool().open(orphan.sha256));
}

TEST_P(SpoolContract, ShowsNoDocumentBeforeItIsPublished) {
    const auto draft = shelf().draft("report.xlsx");

    EXPECT_EQ(shelf().open("report.xlsx").error().code, Errc::not_found);
}

TEST_P(SpoolContract, HandsBackAPublishedDocument) {
    publish("report.xlsx", "rows");

    EXPECT_EQ(read_all(*shelf().open("report.xlsx")), "rows");
}

TEST_P(SpoolContract, PutsANewDocumentInTheOldOnesPlace) {
    publish("report.xlsx", "old and longer");

    publish("report.xlsx", "new");

    EXPECT_EQ(read_all(*shelf().open("report.xlsx")), "new");
}

TEST_P(SpoolContract, ForgetsADraftThatWasNotPublished) {
    publish("report.xlsx", "old");
    {
        const auto draft = shelf().draft("report.xlsx");
        EXPECT_EQ(::write(draft->file(), "half", 4), 4);
    }

    EXPECT_EQ(read_all(*shelf().open("report.xlsx")), "old");
}

TEST_P(SpoolContract, TellsHowMuchARemovedDocumentFreed) {
    publish("report.xlsx", "12345");

    EXPECT_EQ(shelf().remove("report.xlsx"), 5U);
    EXPECT_EQ(shelf().remove("report.xlsx"), 0U);
}

TEST_P(SpoolContract, FindsNoDocumentOutsideTheShelf) {
    for (const std::string_view name : {"", ".", "..", "../uploads", "a/b", ".hidden", "a b"}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(shelf().open(name).error().code, Errc::not_found);
        EXPECT_EQ(shelf().remove(name), 0U);
    }
}

TEST_P(SpoolContract, HandsBackALargeDocument) {
    const auto bytes = sample_bytes(17 * mib);

    publish("large.xlsx", bytes);

    EXPECT_EQ(read_all(*shelf().open("large.xlsx")), bytes);
}

TEST_P(SpoolContract, LeavesNothingOfADocumentThatWasReplacedAndRemoved) {
    const auto before = world().things();
    publish("report.xlsx", sample_bytes(9 * mib));
    publish("report.xlsx", "new");

    shelf().remove("report.xlsx");

    EXPECT_EQ(world().things(), before);
}

TEST_P(SpoolContract, ShowsANodeTheDocumentsOfAnother) {
    if (world().other_shelf() == nullptr) GTEST_SKIP() << "one process owns this store";

    publish("report.xlsx", "rows");

    EXPECT_EQ(read_all(*world().other_shelf()->open("report.xlsx")), "rows");
}

using SpoolPromise = testing::TestWithParam<std::tuple<Implementation, Promise>>;

TEST_P(SpoolPromise, IsKept) {
    const auto& [implementation, promise] = GetParam();
    if (!implementation.make) GTEST_SKIP() << implementation.missing;
    const auto world = implementation.make();

    EXPECT_EQ(promise.broken(*world).value_or("kept"), "kept");
}

INSTANTIATE_TEST_SUITE_P(
    Every,
    SpoolContract,
    testing::ValuesIn(implementations()),
    [](const auto& each) { return each.param.name; }
);

INSTANTIATE_TEST_SUITE_P(
    Every,
    SpoolPromise,
    testing::Combine(testing::ValuesIn(implementations()), testing::ValuesIn(promises())),
    [](const auto& each) {
        return std::get<Implementation>(each.param).name + "_" + std::get<Promise>(each.param).name;
    }
);

}  // namespace
}  // namespace rollcall::spool::tests
