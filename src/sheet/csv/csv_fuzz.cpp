// Any bytes as a CSV file: whatever is read keeps the promises of a batch, and reading it through
// small limits ends.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <sys/mman.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "sheet/csv/csv.hpp"

namespace rollcall {
namespace {

void check(const sheet::Batch& batch) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        ROLLCALL_ASSERT(batch.row(i).number > number);
        number = batch.row(i).number;
        ROLLCALL_ASSERT(!batch.cells(i).empty());
        std::int64_t before = -1;
        for (const auto& cell : batch.cells(i)) {
            ROLLCALL_ASSERT(cell.column > before);
            before = cell.column;
            ROLLCALL_ASSERT(!batch.text(cell).empty());
            ROLLCALL_ASSERT(is_utf8(batch.text(cell)));
            ROLLCALL_ASSERT(!batch.text(cell).contains('\0'));
        }
    }
}

void read(std::string_view bytes) {
    const Descriptor file(::memfd_create("fuzz", MFD_CLOEXEC));
    if (::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
        return;
    sheet::OpenOptions options;
    options.limits.rows = 200;
    options.limits.columns = 50;
    const auto reader = sheet::csv::open({file.get(), -1}, options);
    if (!reader) return;
    sheet::Batch batch;
    for (Result<bool> more = true; more && *more;) {
        more = (*reader)->next(batch);
        check(batch);
    }
}

}  // namespace
}  // namespace rollcall

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    rollcall::read({static_cast<const char*>(static_cast<const void*>(data)), size});
    return 0;
}
