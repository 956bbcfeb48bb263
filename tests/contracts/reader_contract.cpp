// What every Reader promises: both formats, in this process and in the sandboxed child.
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "sheet/child/child.hpp"
#include "sheet/reader.hpp"
#include "tests/support/rows_text.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/workbook_parts.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall::sheet {
namespace {

namespace fs = std::filesystem;
using tests::all_rows_text;

// A table as a file of its format; an empty text is a missing cell, an empty row a blank one.
using Table = std::vector<std::vector<std::string>>;

std::string as_csv(const Table& table) {
    std::string bytes;
    for (const auto& row : table) {
        for (std::size_t i = 0; i < row.size(); ++i)
            bytes += (i > 0 ? "," : "") + row[i];
        bytes += "\r\n";
    }
    return bytes;
}

std::string as_workbook(const Table& table) {
    test::Workbook workbook;
    workbook.sheet = "<worksheet><sheetData>";
    for (std::size_t i = 0; i < table.size(); ++i) {
        workbook.sheet += "<row r=\"" + std::to_string(i + 1) + "\">";
        for (const auto& text : table[i]) {
            workbook.sheet +=
                text.empty() ? "<c/>" : "<c t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
        }
        workbook.sheet += "</row>";
    }
    workbook.sheet += "</sheetData></worksheet>";
    return test::zip_file(workbook.entries());
}

struct Opened {
    Descriptor file;
    Result<std::unique_ptr<Reader>> reader;
};

Opened open_in_process(std::string_view bytes, const OpenOptions& options) {
    auto file = test::memory_file(bytes);
    auto reader = open_here({file.get(), -1}, options);
    return {std::move(file), std::move(reader)};
}

Opened open_in_child(std::string_view bytes, const OpenOptions& options) {
    const tests::TemporaryFolder folder;
    auto file = test::memory_file(bytes);
    child::ChildOptions child;
    child.open = options;
    auto reader = child::open(file.get(), folder.path(), child);
    if (!reader) return {std::move(file), std::unexpected(reader.error())};
    return {std::move(file), std::unique_ptr<Reader>(*std::move(reader))};
}

struct Implementation {
    std::string name;
    std::string (*write)(const Table&);
    Opened (*open)(std::string_view, const OpenOptions&);
};

class ReaderContract : public testing::TestWithParam<Implementation> {
protected:
    Opened open(const Table& table) { return GetParam().open(GetParam().write(table), options_); }
    std::string rows(const Table& table) {
        const auto opened = open(table);
        if (!opened.reader) return opened.reader.error().message;
        return all_rows_text(**opened.reader);
    }

    OpenOptions options_;
};

Table numbered(std::size_t rows) {
    Table table;
    for (std::size_t i = 0; i < rows; ++i)
        table.push_back({"Thabo", std::to_string(i)});
    return table;
}

TEST_P(ReaderContract, HandsOutRowsInOrderWithTheirNumbers) {
    EXPECT_EQ(rows({{"a", "b"}, {}, {"", "c"}, {"d"}}), "1: a|b\n3: |c\n4: d\n");
}

TEST_P(ReaderContract, HandsOutEveryRowOnceOverManyBatches) {
    std::string expected;
    for (int i = 0; i < 20'000; ++i) {
        expected += std::to_string(i + 1) + ": Thabo|" + std::to_string(i) + "\n";
    }

    EXPECT_TRUE(rows(numbered(20'000)) == expected);
}

TEST_P(ReaderContract, ClosesABatchAtItsNumberOfRows) {
    const auto opened = open(numbered(5'000));
    Batch batch;

    while ((*opened.reader)->next(batch).value())
        EXPECT_LE(batch.row_count(), batch_rows);
}

TEST_P(ReaderContract, HandsOutTheFirstFiftyRowsTogether) {
    Table table(60, {std::string(30'000, 'x')});
    const auto opened = open(table);
    Batch batch;

    ASSERT_TRUE((*opened.reader)->next(batch).value());

    EXPECT_GE(batch.row_count(), header_rows_max);
}

TEST_P(ReaderContract, CountsBlankRowsBetweenTheOthers) {
    const auto opened = open({{"a", "b"}, {}, {}, {"c"}, {}, {}, {}});
    all_rows_text(**opened.reader);

    EXPECT_EQ((*opened.reader)->notes().blank_rows, 2U);
}

TEST_P(ReaderContract, IsDoneAfterTheEnd) {
    const auto opened = open({{"a", "b"}});
    all_rows_text(**opened.reader);
    Batch batch;

    EXPECT_FALSE((*opened.reader)->next(batch).value());
    EXPECT_TRUE(batch.empty());
}

TEST_P(ReaderContract, ComesToTheEndOfWhatItTold) {
    const auto opened = open(numbered(5'000));
    std::uint64_t before = 0;
    Batch batch;
    while ((*opened.reader)->next(batch).value()) {
        EXPECT_GE((*opened.reader)->position().bytes_read, before);
        before = (*opened.reader)->position().bytes_read;
    }

    const auto position = (*opened.reader)->position();
    EXPECT_TRUE(position.bytes_total == 0 || position.bytes_read == position.bytes_total)
        << position.bytes_read << " of " << position.bytes_total;
}

TEST_P(ReaderContract, FlagsACellThatExcelCouldNotHold) {
    const std::string text(32'768, 'x');

    EXPECT_EQ(rows({{"a", text}}), "1: a|" + text + "[too long]\n");
}

TEST_P(ReaderContract, RefusesACellPastItsLimit) {
    options_.limits.cell_bytes = 100;

    EXPECT_EQ(rows({{"a", "b"}, {"a", std::string(101, 'x')}}), "CELL_TOO_LONG\n");
}

TEST_P(ReaderContract, RefusesMoreRowsThanTheLimit) {
    options_.limits.rows = 2;

    EXPECT_EQ(rows({{"a"}, {"b"}}), "1: a\n2: b\n");
    EXPECT_EQ(rows({{"a"}, {"b"}, {"c"}}), "TOO_MANY_ROWS\n");
}

TEST_P(ReaderContract, RefusesMoreColumnsThanTheLimit) {
    options_.limits.columns = 2;

    EXPECT_EQ(rows({{"a", "b"}}), "1: a|b\n");
    EXPECT_EQ(rows({{"a", "b", "c"}}), "TOO_MANY_COLUMNS\n");
}

INSTANTIATE_TEST_SUITE_P(
    Readers,
    ReaderContract,
    testing::Values(
        Implementation{"csv_in_process", as_csv, open_in_process},
        Implementation{"csv_in_child", as_csv, open_in_child},
        Implementation{"xlsx_in_process", as_workbook, open_in_process},
        Implementation{"xlsx_in_child", as_workbook, open_in_child}
    ),
    [](const auto& test) { return test.param.name; }
);

// The rows of a file, or the code it is refused with.
std::string ending(const Opened& opened) {
    if (!opened.reader) return std::string(to_string(opened.reader.error().code)) + '\n';
    return all_rows_text(**opened.reader);
}

std::string bytes_of(const fs::path& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string bytes(fs::file_size(path), '\0');
    bytes.resize(static_cast<std::size_t>(::read(file.get(), bytes.data(), bytes.size())));
    return bytes;
}

TEST(ReaderCorpus, GivesTheSameRowsInTheChildAsInThisProcess) {
    const char* const corpus = std::getenv("ROLLCALL_CORPUS");  // NOLINT(concurrency-mt-unsafe)
    if (corpus == nullptr) GTEST_SKIP() << "needs ROLLCALL_CORPUS, the folder of test workbooks";
    std::size_t files = 0;

    for (const auto* folder : {"real", "hostile"}) {
        for (const auto& entry : fs::directory_iterator(fs::path(corpus) / folder)) {
            if (entry.path().extension() == ".tsv") continue;
            SCOPED_TRACE(entry.path().filename().string());
            const auto bytes = bytes_of(entry.path());
            const auto here = ending(open_in_process(bytes, {}));

            EXPECT_TRUE(ending(open_in_child(bytes, {})) == here);
            ++files;
        }
    }

    EXPECT_GT(files, 200U);
}

struct Due {
    std::string_view file;
    std::string_view ending;  // how the rows end, or begin where they are read
};

TEST(ReaderCorpus, EndsEveryHostileTextAsIsDue) {
    const char* const corpus = std::getenv("ROLLCALL_CORPUS");  // NOLINT(concurrency-mt-unsafe)
    if (corpus == nullptr) GTEST_SKIP() << "needs ROLLCALL_CORPUS, the folder of test workbooks";
    constexpr std::string_view header = "1: Firstname|Surname|ID Number|Cell Number\n2: ";
    constexpr Due dues[] = {
        {"csv_ok.csv", header},
        {"csv_semicolon.csv", header},
        {"csv_tab.csv", header},
        {"csv_cr_only.csv", header},
        {"csv_lf.csv", header},
        {"csv_quotes.csv", header},
        {"csv_sci.csv", header},
        {"csv_formula.csv", header},
        {"csv_nul.csv", header},
        {"csv_utf8_bom.csv", header},
        {"csv_utf16le_bom.csv", header},
        {"csv_utf16be_bom.csv", header},
        {"file_html.xlsx", "FILE_NOT_A_SPREADSHEET"},
        {"file_ole_stub.xlsx", "FILE_ENCRYPTED"},
    };

    for (const auto& due : dues) {
        SCOPED_TRACE(due.file);
        const auto rows =
            ending(open_in_child(bytes_of(fs::path(corpus) / "hostile" / due.file), {}));

        EXPECT_THAT(rows, testing::StartsWith(std::string(due.ending)));
    }
}

}  // namespace
}  // namespace rollcall::sheet
