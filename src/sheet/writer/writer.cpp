#include "sheet/writer/writer.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "sheet/writer/container.hpp"
#include "sheet/writer/package.hpp"
#include "sheet/writer/sheet_name.hpp"
#include "sheet/writer/spill.hpp"
#include "sheet/writer/worksheet.hpp"

namespace rollcall::sheet::writer {
namespace {

// A sheet as its writer sees it: as many worksheets as its rows need.
class Sheet final : public SheetWriter {
public:
    struct Part {
        Spilled spilled;
        std::string filter_range;
    };

    Sheet(SheetOptions options, std::string spill_folder)
        : options_(std::move(options)), spill_folder_(std::move(spill_folder)) {
        open();
    }

    void row(std::span<const Value> values) override {
        if (worksheet_->full()) {
            close();
            open();
        }
        worksheet_->row(values);
        ++rows_;
    }
    std::uint64_t rows() const override { return rows_; }

    const std::string& name() const { return options_.name; }

    std::vector<Part>& parts() { return parts_; }

    void finish() {
        close();
        worksheet_.reset();
    }

private:
    void open() { worksheet_ = std::make_unique<Worksheet>(options_, spill_folder_); }
    void close() {
        auto spilled = worksheet_->finish();
        parts_.push_back({std::move(spilled), worksheet_->filter_range()});
    }

    SheetOptions options_;
    std::string spill_folder_;
    std::unique_ptr<Worksheet> worksheet_;
    std::vector<Part> parts_;
    std::uint64_t rows_ = 0;
};

class Workbook final : public WorkbookWriter {
public:
    Workbook(int file, std::string spill_folder)
        : file_(file), spill_folder_(std::move(spill_folder)) {}

    SheetWriter& add_sheet(SheetOptions options) override {
        options.name = names_.take(options.name);
        sheets_.push_back(std::make_unique<Sheet>(std::move(options), spill_folder_));
        return *sheets_.back();
    }

    void finish() override {
        ROLLCALL_ASSERT(!finished_ && !sheets_.empty());
        finished_ = true;
        std::vector<NamedSheet> named;
        for (const auto& sheet : sheets_)
            name_parts(*sheet, named);

        // The content types come first: some programs tell the format by that.
        Container container(file_);
        container.add("[Content_Types].xml", content_types(named.size()));
        container.add("_rels/.rels", package_relationships());
        container.add("xl/workbook.xml", workbook_part(named));
        container.add("xl/_rels/workbook.xml.rels", workbook_relationships(named.size()));
        container.add("xl/styles.xml", styles_part());
        std::size_t number = 0;
        for (const auto& sheet : sheets_) {
            for (auto& part : sheet->parts()) {
                container.add(sheet_part_name(++number), part.spilled);
                // Its space is given back as soon as it stands in the container.
                part.spilled.file.reset();
            }
        }
        container.finish();
    }

private:
    void name_parts(Sheet& sheet, std::vector<NamedSheet>& named) {
        sheet.finish();
        std::size_t number = 1;
        for (const auto& part : sheet.parts()) {
            auto name = number == 1 ? sheet.name() : names_.take_continuation(sheet.name(), number);
            named.push_back({std::move(name), part.filter_range});
            ++number;
        }
    }

    int file_;
    std::string spill_folder_;
    SheetNames names_;
    std::vector<std::unique_ptr<Sheet>> sheets_;
    bool finished_ = false;
};

}  // namespace

std::unique_ptr<WorkbookWriter> create(int file, const std::string& spill_folder) {
    return std::make_unique<Workbook>(file, spill_folder);
}

}  // namespace rollcall::sheet::writer
