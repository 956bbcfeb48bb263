#include "sheet/child/child.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/failure.hpp"
#include "tests/support/escapes.hpp"
#include "tests/support/rows_text.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall::sheet::child {
namespace {

using testing::HasSubstr;

class ChildReaders : public testing::Test {
protected:
    Result<std::unique_ptr<ChildReader>> open(std::string_view bytes) {
        const auto file = test::memory_file(bytes);
        return child::open(file.get(), folder_.path(), options_);
    }

    // The refusal of a child that does what the file's name says.
    Error misdeed(const std::string& ending) {
        options_.open.file_name = "members" + ending;
        const auto reader = open("a,b\n1,2\n");
        return reader ? Error{Errc::corrupt_source, "opened", {}} : reader.error();
    }

    tests::TemporaryFolder folder_;
    ChildOptions options_;
};

bool has_children() {
    return ::waitpid(-1, nullptr, WNOHANG) != -1 || errno != ECHILD;
}

TEST_F(ChildReaders, HandOverInfoRowsNotesAndPosition) {
    const auto reader = open("name;b\n\nJos\xE9;2\n");
    ASSERT_TRUE(reader.has_value()) << reader.error().message;

    EXPECT_EQ(tests::all_rows_text(**reader), "1: name|b\n3: Jos\xC3\xA9|2\n");

    EXPECT_EQ((*reader)->info().format, Format::csv);
    EXPECT_EQ((*reader)->info().encoding, "Windows-1252");
    EXPECT_EQ((*reader)->info().delimiter, ';');
    EXPECT_EQ((*reader)->notes().blank_rows, 1U);
    EXPECT_TRUE((*reader)->notes().windows_1252);
    EXPECT_EQ((*reader)->position().bytes_read, 15U);
    EXPECT_EQ((*reader)->position().bytes_total, 15U);
}

TEST_F(ChildReaders, HandOverManyBatches) {
    std::string bytes;
    std::string expected;
    for (int i = 1; i <= 50'000; ++i) {
        bytes += "Thabo,Nkosi," + std::to_string(i) + "\n";
        expected += std::to_string(i) + ": Thabo|Nkosi|" + std::to_string(i) + "\n";
    }

    const auto reader = open(bytes);

    EXPECT_TRUE(tests::all_rows_text(**reader) == expected);
}

TEST_F(ChildReaders, HandOverRefusalsWithTheirWords) {
    EXPECT_EQ(open("").error().code, Errc::file_empty);
    EXPECT_EQ(open("%PDF-1.7\n").error().code, Errc::file_not_a_spreadsheet);
    const auto reader = open("a,b\n1,\"2\n");
    Batch batch;
    const auto more = (*reader)->next(batch);
    ASSERT_FALSE(more.has_value());
    EXPECT_EQ(more.error().code, Errc::csv_unclosed_quote);
    EXPECT_THAT(more.error().message, HasSubstr("line 2"));
}

TEST_F(ChildReaders, KeepTheirRefusal) {
    const auto reader = open("a,b\n1,\"2\n");
    Batch batch;
    ASSERT_FALSE((*reader)->next(batch).has_value());

    EXPECT_EQ((*reader)->next(batch).error().code, Errc::csv_unclosed_quote);
}

TEST_F(ChildReaders, AreDoneAfterTheEnd) {
    const auto reader = open("a,b\n");
    tests::all_rows_text(**reader);
    Batch batch;

    EXPECT_FALSE((*reader)->next(batch).value());
    EXPECT_TRUE(batch.empty());
}

TEST_F(ChildReaders, KeepTheLimitsTheyAreGiven) {
    options_.open.limits.rows = 1;

    const auto reader = open("a\nb\n");

    EXPECT_EQ(tests::all_rows_text(**reader), "TOO_MANY_ROWS\n");
}

TEST_F(ChildReaders, KnowTheEndingOfTheName) {
    options_.open.file_name = "members.tsv";

    EXPECT_EQ(open("members\n").value()->info().delimiter, '\t');
}

TEST_F(ChildReaders, ReadWithoutASandboxToo) {
    options_.sandbox = false;

    EXPECT_EQ(tests::all_rows_text(*open("a,b\n").value()), "1: a|b\n");
}

TEST_F(ChildReaders, LeaveTheFileOffsetAlone) {
    const auto file = test::memory_file("a,b\n");
    ::lseek(file.get(), 2, SEEK_SET);

    const auto reader = child::open(file.get(), folder_.path(), options_);

    EXPECT_EQ(tests::all_rows_text(**reader), "1: a|b\n");
    EXPECT_EQ(::lseek(file.get(), 0, SEEK_CUR), 2);
}

TEST_F(ChildReaders, LeaveNoZombieHoweverTheyEnd) {
    misdeed(".crash");
    misdeed(".garbage");
    options_.open.file_name.clear();
    open("a,b\n").value().reset();
    open("");

    EXPECT_FALSE(has_children());
}

TEST_F(ChildReaders, LeaveNoFileInTheSpillFolder) {
    const auto reader = open("a,b\n");

    EXPECT_TRUE(std::filesystem::is_empty(folder_.path()));
}

TEST_F(ChildReaders, AProgramThatIsNotThereIsAFailure) {
    options_.program = "/nowhere/rollcall";

    EXPECT_THROW(open("a,b\n"), Failure);
    EXPECT_FALSE(has_children());
}

TEST_F(ChildReaders, AProgramThatIsNoReaderHasCrashed) {
    options_.program = "/bin/true";

    EXPECT_EQ(open("a,b\n").error().code, Errc::reader_crashed);
}

TEST_F(ChildReaders, ASpillFolderThatIsNotThereIsAFailure) {
    const auto file = test::memory_file("a,b\n");

    EXPECT_THROW(child::open(file.get(), folder_ / "nowhere", options_), Failure);
}

TEST_F(ChildReaders, AFailureInTheChildIsAFailureHere) {
    options_.open.file_name = "x.failure";

    EXPECT_THROW(open("a,b\n"), Failure);
}

TEST_F(ChildReaders, ACrashIsTold) {
    for (const auto* ending : {".crash", ".segv", ".quit", ".garbage"}) {
        SCOPED_TRACE(ending);
        EXPECT_EQ(misdeed(ending).code, Errc::reader_crashed);
    }
}

TEST_F(ChildReaders, AChildThatClosesItsPipeAndStaysIsEnded) {
    EXPECT_EQ(misdeed(".mute").code, Errc::reader_crashed);
    EXPECT_FALSE(has_children());
}

TEST_F(ChildReaders, NoMemoryIsALimit) {
    EXPECT_EQ(misdeed(".nomemory").code, Errc::resource_limit);
}

TEST_F(ChildReaders, AStopRequestEndsAFileThatStillOpens) {
    std::stop_source source;
    source.request_stop();
    options_.stop = source.get_token();

    EXPECT_EQ(misdeed(".hang").code, Errc::cancelled);
}

// What hostile code could try, by the release's limits in tests/e2e/sandbox_test.py.
class Escapes : public ChildReaders, public testing::WithParamInterface<tests::Escape> {
protected:
    Escapes() { options_.open.limits = tests::limits_of_a_trial(); }

    Error attempt() { return misdeed(std::string(GetParam().ending)); }
};

TEST_P(Escapes, EndTheChildOrLeadNowhere) {
    const auto refusal = attempt();

    switch (GetParam().stopped) {
        case tests::Stopped::by_filter:
            EXPECT_EQ(refusal.code, Errc::reader_crashed);
            EXPECT_THAT(refusal.message, HasSubstr("signal " + std::to_string(SIGSYS)));
            break;
        case tests::Stopped::by_limit: EXPECT_EQ(refusal.code, Errc::resource_limit); break;
        case tests::Stopped::in_vain: EXPECT_EQ(refusal.message, "in vain"); break;
    }
}

TEST_P(Escapes, SucceedWithoutASandbox) {
    if (!GetParam().always_possible) GTEST_SKIP() << "not everybody may do this everywhere";
    options_.sandbox = false;

    EXPECT_THAT(attempt().message, HasSubstr(GetParam().sign));
}

std::vector<tests::Escape> escapes_of_this_build() {
    std::vector<tests::Escape> escapes;
    for (const auto& escape : tests::escapes_of_this_machine()) {
#ifdef ROLLCALL_SANITIZED
        if (!escape.in_sanitized_builds) continue;
#endif
        escapes.push_back(escape);
    }
    return escapes;
}

INSTANTIATE_TEST_SUITE_P(
    Every,
    Escapes,
    testing::ValuesIn(escapes_of_this_build()),
    [](const auto& test) { return std::string(test.param.ending.substr(1)); }
);

}  // namespace
}  // namespace rollcall::sheet::child
