#include "sheet/reader.hpp"

#include <expected>
#include <memory>

#include "base/result.hpp"
#include "sheet/csv/csv.hpp"
#include "sheet/file.hpp"
#include "sheet/sniff.hpp"
#include "sheet/xlsx/xlsx.hpp"

namespace rollcall::sheet {

Result<std::unique_ptr<Reader>> open_here(const Source& source, const OpenOptions& options) {
    const auto kind = sniff(File(source.file));
    if (!kind) return std::unexpected(kind.error());
    switch (*kind) {
        case Kind::zip: return xlsx::open(source, options);
        case Kind::text: return csv::open(source, options);
    }
    return refuse(Errc::file_not_a_spreadsheet, "the file is neither a workbook nor a text file");
}

}  // namespace rollcall::sheet
