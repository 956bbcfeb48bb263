// The workbooks of the corpus: real ones give the cells that three readers agree on, hostile ones
// end as its manifest says. Skipped where ROLLCALL_CORPUS does not name its folder.
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "sheet/xlsx/xlsx.hpp"

namespace rollcall::sheet::xlsx {
namespace {

namespace fs = std::filesystem;

std::optional<fs::path> corpus() {
    const char* const folder = std::getenv("ROLLCALL_CORPUS");  // NOLINT(concurrency-mt-unsafe)
    return folder == nullptr ? std::nullopt : std::optional<fs::path>(folder);
}

Descriptor open_file(const fs::path& path) {
    return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
}

struct ReadCell {
    char type;
    std::string value;
};
using Cells = std::map<std::pair<std::uint32_t, std::uint32_t>, ReadCell>;

char type_letter(CellKind kind) {
    switch (kind) {
        case CellKind::number: return 'n';
        case CellKind::boolean: return 'b';
        case CellKind::error: return 'e';
        case CellKind::text:
        case CellKind::iso_date: break;
    }
    return 's';
}

// The corpus writes an error as the number that Excel's old format gave it.
std::string error_number(std::string_view text) {
    static const std::map<std::string_view, int> numbers{
        {"#NULL!", 0},
        {"#DIV/0!", 7},
        {"#VALUE!", 15},
        {"#REF!", 23},
        {"#NAME?", 29},
        {"#NUM!", 36},
        {"#N/A", 42},
        {"#GETTING_DATA", 43},
    };
    const auto found = numbers.find(text);
    return found == numbers.end() ? std::string(text) : std::to_string(found->second);
}

// As the corpus writes it.
std::string shown(CellKind kind, std::string_view text) {
    if (kind == CellKind::boolean) return text == "1" ? "true" : "false";
    if (kind == CellKind::error) return error_number(text);
    return std::string(text);
}

Result<Cells> read_cells(int file, std::optional<std::uint32_t> sheet) {
    OpenOptions options;
    options.sheet = sheet;
    auto reader = open({file, -1}, options);
    if (!reader) return std::unexpected(reader.error());
    Cells cells;
    Batch batch;
    for (;;) {
        const auto more = (*reader)->next(batch);
        if (!more) return std::unexpected(more.error());
        if (!*more) return cells;
        for (std::size_t i = 0; i < batch.row_count(); ++i) {
            for (const auto& cell : batch.cells(i)) {
                cells[{batch.row(i).number, cell.column + 1U}] = {
                    type_letter(cell.kind), shown(cell.kind, batch.text(cell))};
            }
        }
    }
}

// The first worksheet in workbook order, hidden or not.
std::optional<std::uint32_t> first_worksheet(int file) {
    OpenOptions options;
    const auto reader = open({file, -1}, options);
    if (!reader) return 0;
    const auto& sheets = (*reader)->info().sheets;
    const auto first = std::ranges::find_if(sheets, &SheetName::worksheet);
    return static_cast<std::uint32_t>(first - sheets.begin());
}

std::string unescape(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '\\' && i + 1 < text.size();
        if (escape && (text[i + 1] == 't' || text[i + 1] == 'n')) {
            plain += text[++i] == 't' ? '\t' : '\n';
        } else {
            plain += text[i];
        }
    }
    return plain;
}

Cells read_expected(const fs::path& path) {
    Cells cells;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        std::string row;
        std::string column;
        std::string type;
        std::string value;
        std::getline(fields, row, '\t');
        std::getline(fields, column, '\t');
        std::getline(fields, type, '\t');
        std::getline(fields, value);
        cells[{
            static_cast<std::uint32_t>(std::stoul(row)),
            static_cast<std::uint32_t>(std::stoul(column))}] = {type[0], unescape(value)};
    }
    return cells;
}

// What must be equal: numbers to 14 significant digits, texts after trimming, line ends alike.
std::string comparable(const ReadCell& cell) {
    if (cell.type == 'n') {
        double number = 0;
        std::from_chars(cell.value.data(), cell.value.data() + cell.value.size(), number);
        return fmt::format("n {:.13e}", number == 0 ? 0.0 : number);
    }
    std::string text(trim(cell.value));
    std::erase(text, '\r');
    return fmt::format("{} {}", cell.type, text);
}

std::set<std::string> comparable(const Cells& cells) {
    std::set<std::string> all;
    for (const auto& [place, cell] : cells) {
        if (cell.type == 's' && trim(cell.value).empty()) continue;
        all.insert(fmt::format("{},{} {}", place.first, place.second, comparable(cell)));
    }
    return all;
}

TEST(Corpus, GivesTheCellsThatThreeReadersAgreeOn) {
    const auto folder = corpus();
    if (!folder) GTEST_SKIP() << "needs ROLLCALL_CORPUS, the folder of test workbooks";
    std::size_t workbooks = 0;

    for (const auto& expected : fs::directory_iterator(*folder / "real")) {
        if (expected.path().extension() != ".tsv" || expected.path().stem() == "MANIFEST") continue;
        auto path = expected.path();
        if (!fs::exists(path.replace_extension(".xlsx"))) path.replace_extension(".xlsm");
        SCOPED_TRACE(path.filename().string());
        const auto file = open_file(path);
        const auto cells = read_cells(file.get(), first_worksheet(file.get()));
        ++workbooks;
        ASSERT_TRUE(cells) << cells.error().message;

        const auto ours = comparable(*cells);
        const auto theirs = comparable(read_expected(expected.path()));

        std::vector<std::string> differing;
        std::ranges::set_symmetric_difference(ours, theirs, std::back_inserter(differing));
        EXPECT_TRUE(differing.empty())
            << differing.size() << " cells differ, first: " << differing.front();
    }

    EXPECT_GT(workbooks, 200U);
}

// How a hostile workbook must end: refused with that code, or read.
struct Due {
    const char* file;
    std::optional<Errc> code;
    std::size_t cells;  // of one that is read
};

std::string ending(const Result<Cells>& cells) {
    if (!cells) return std::string(to_string(cells.error().code));
    return fmt::format("{} cells", cells->size());
}

std::string ending(const Due& due) {
    return due.code ? std::string(to_string(*due.code)) : fmt::format("{} cells", due.cells);
}

const std::vector<Due>& dues() {
    static const std::vector<Due> all{
        {"ok_baseline", std::nullopt, 2},
        {"bomb_rows_noR_20m", Errc::too_many_rows, 0},
        {"bomb_sst_uniquecount_lie", std::nullopt, 2},
        {"bomb_deep_nesting_200k", Errc::xml_too_deep, 0},
        {"bomb_merge_2m", Errc::file_too_large, 0},
        {"bomb_comment_100mb", Errc::file_too_large, 0},
        {"bomb_tag_never_closes", Errc::file_corrupt, 0},
        {"xml_billion_laughs_sst", Errc::xml_doctype, 0},
        {"xml_billion_laughs_ct", Errc::xml_doctype, 0},
        {"xml_quadratic_blowup", Errc::xml_doctype, 0},
        {"xml_xxe_file", Errc::xml_doctype, 0},
        {"xml_xxe_param", Errc::xml_doctype, 0},
        {"xml_utf7", Errc::encoding, 0},
        {"xml_bad_utf8", std::nullopt, 1},
        {"xml_nul_char", std::nullopt, 1},
        {"xml_x0000_escape", std::nullopt, 1},
        {"xml_surrogate_ref", std::nullopt, 1},
        {"xml_truncated", Errc::file_truncated, 0},
        {"xml_mismatched", Errc::file_corrupt, 0},
        {"xml_comment_pi_in_cells", std::nullopt, 1},
        {"xml_gt_in_attr", std::nullopt, 1},
        {"xml_prefixed_ns", std::nullopt, 1},
        {"ref_neg", Errc::bad_reference, 0},
        {"ref_zero", Errc::bad_reference, 0},
        {"ref_huge", Errc::bad_reference, 0},
        {"ref_rowmax1", Errc::bad_reference, 0},
        {"ref_colhuge", Errc::bad_reference, 0},
        {"ref_colmax1", Errc::bad_reference, 0},
        {"ref_onlyrow", Errc::bad_reference, 0},
        {"ref_mismatch", std::nullopt, 1},
        {"ref_row_4g", Errc::bad_reference, 0},
        {"ref_row_neg", Errc::bad_reference, 0},
        {"ref_rows_backwards", std::nullopt, 3},
        {"ref_dup_cells", std::nullopt, 1},
        {"ref_sst_oob", std::nullopt, 4},
        {"ref_style_oob", std::nullopt, 1},
        {"ref_xfd1048576_only", std::nullopt, 2},
        {"num_odd", std::nullopt, 15},
        {"date_odd", std::nullopt, 9},
        {"pkg_traversal_entry", std::nullopt, 2},
        {"pkg_rel_traversal", Errc::file_corrupt, 0},
        {"pkg_rel_external", Errc::external_reference, 0},
        {"pkg_abs_target", std::nullopt, 2},
        {"pkg_backslash", std::nullopt, 2},
        {"pkg_missing_sheet", Errc::file_corrupt, 0},
        {"pkg_no_sheets", Errc::no_sheet, 0},
        {"pkg_stored", std::nullopt, 2},
        {"pkg_dup_entry", Errc::file_corrupt, 0},
        {"zip_truncated_half", Errc::file_truncated, 0},
        {"zip_no_eocd", Errc::file_truncated, 0},
        {"zip_prefix_junk", std::nullopt, 2},
        {"zip_comment_fake_eocd", Errc::file_corrupt, 0},
        {"zip_cd_usize_lie_small", Errc::file_corrupt, 0},
        {"zip_lfh_usize_lie_2g", Errc::file_corrupt, 0},
        {"zip_bad_crc", Errc::file_corrupt, 0},
        {"zip_offset_oob", Errc::file_corrupt, 0},
        {"zip_cd_count_65535", Errc::file_corrupt, 0},
        {"zip_overlap_2000", Errc::file_corrupt, 0},
        {"zip_nested_not_ooxml", Errc::file_not_a_spreadsheet, 0},
        {"zip_empty", Errc::file_not_a_spreadsheet, 0},
    };
    return all;
}

TEST(Corpus, EndsEveryHostileWorkbookAsIsDue) {
    const auto folder = corpus();
    if (!folder) GTEST_SKIP() << "needs ROLLCALL_CORPUS, the folder of test workbooks";

    for (const auto& due : dues()) {
        SCOPED_TRACE(due.file);
        const auto file = open_file(*folder / "hostile" / (std::string(due.file) + ".xlsx"));

        const auto ended = ending(read_cells(file.get(), std::nullopt));

        EXPECT_EQ(ended, ending(due));
    }
}

}  // namespace
}  // namespace rollcall::sheet::xlsx
