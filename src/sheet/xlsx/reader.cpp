// The workbook's Reader: opens the parts, then hands on the rows of one sheet.
#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

#include "sheet/xlsx/package/package.hpp"
#include "sheet/xlsx/shared_strings.hpp"
#include "sheet/xlsx/sheet_scanner.hpp"
#include "sheet/xlsx/xlsx.hpp"
#include "sheet/zip/archive.hpp"
#include "sheet/zip/damage.hpp"

namespace rollcall::sheet::xlsx {
namespace {

class WorkbookReader final : public Reader {
public:
    WorkbookReader(std::unique_ptr<zip::Archive> archive, package::Workbook workbook, int spill)
        : archive_(std::move(archive)),
          workbook_(std::move(workbook)),
          strings_(archive_->limits(), spill) {
        for (const auto& sheet : workbook_.sheets)
            info_.sheets.push_back(sheet.name);
        info_.date1904 = workbook_.date1904;
    }

    Result<void> start(const OpenOptions& options) {
        const auto index = choose_sheet(options);
        if (!index) return std::unexpected(index.error());
        info_.sheet = *index;
        const auto* const entry = archive_->find(workbook_.sheets[*index].part);
        if (entry == nullptr) return zip::damaged("the sheet is listed but not there");
        if (const auto read = read_strings(); !read) return read;
        bytes_total_ = entry->size;
        scanner_ = std::make_unique<SheetScanner>(*archive_, *entry, strings_, workbook_.styles);
        return {};
    }

    const Info& info() const override { return info_; }

    Result<bool> next(Batch& batch) override {
        batch.clear();
        while (!done_ && !is_full(batch)) {
            const auto more = scanner_->next_row(batch);
            if (!more) {
                done_ = true;
                batch.clear();
                return more;
            }
            done_ = !*more;
        }
        rows_before_ += batch.row_count();
        return !batch.empty();
    }

    Position position() const override { return {scanner_->position(), bytes_total_}; }
    Notes notes() const override { return scanner_->notes(); }

private:
    Result<std::uint32_t> choose_sheet(const OpenOptions& options) const {
        const auto& sheets = workbook_.sheets;
        auto index = options.sheet.value_or(0);
        if (!options.sheet) {
            const auto first = std::ranges::find_if(sheets, [](const package::Sheet& sheet) {
                return sheet.name.worksheet && !sheet.name.hidden;
            });
            index = static_cast<std::uint32_t>(first - sheets.begin());
        }
        if (index >= sheets.size()) {
            return refuse(
                Errc::no_sheet,
                "The workbook has no such sheet that can be read. Put the list on a visible "
                "worksheet and send it again."
            );
        }
        const auto& sheet = sheets[index];
        if (sheet.external) {
            return refuse(
                Errc::external_reference,
                "The sheet is a link to another file. Copy the list itself into the workbook and "
                "send that."
            );
        }
        if (!sheet.name.worksheet) {
            return refuse(
                Errc::no_sheet, "The sheet is a chart, not a list. Choose a sheet with cells."
            );
        }
        if (sheet.part.empty()) return zip::damaged("the sheet leads out of the workbook");
        return index;
    }

    Result<void> read_strings() {
        const auto* const entry = archive_->find(workbook_.shared_strings_part);
        if (workbook_.shared_strings_part.empty() || entry == nullptr) {
            strings_.seal();
            return {};
        }
        return read_shared_strings(*archive_, *entry, strings_);
    }

    // The first batch has room for the header and what may stand above it.
    bool is_full(const Batch& batch) const {
        const bool first = rows_before_ == 0;
        const auto bytes_max =
            first && batch.row_count() < header_rows_max ? row_bytes_max : batch_bytes;
        return batch.row_count() >= batch_rows || batch.bytes() >= bytes_max;
    }

    std::unique_ptr<zip::Archive> archive_;
    package::Workbook workbook_;
    SharedStrings strings_;
    std::unique_ptr<SheetScanner> scanner_;
    Info info_;
    std::uint64_t bytes_total_ = 0;
    std::uint64_t rows_before_ = 0;
    bool done_ = false;
};

}  // namespace

Result<std::unique_ptr<Reader>> open(const Source& source, const OpenOptions& options) {
    auto archive = zip::Archive::open(source.file, options.limits);
    if (!archive) return std::unexpected(archive.error());
    auto workbook = package::read_workbook(**archive);
    if (!workbook) return std::unexpected(workbook.error());
    auto reader =
        std::make_unique<WorkbookReader>(std::move(*archive), std::move(*workbook), source.spill);
    if (const auto started = reader->start(options); !started)
        return std::unexpected(started.error());
    return reader;
}

}  // namespace rollcall::sheet::xlsx
