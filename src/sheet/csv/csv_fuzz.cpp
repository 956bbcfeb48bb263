// Any bytes as a CSV file: whatever is read keeps the promises of a batch, and reading it through
// small limits ends.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "base/result.hpp"
#include "sheet/batch.hpp"
#include "sheet/csv/csv.hpp"
#include "sheet/reader.hpp"
#include "tests/support/batch_promises.hpp"
#include "tests/support/memory_file.hpp"

namespace rollcall {
namespace {

// A line of CSV has no reason to stand before an earlier one, nor a field to be there and empty.
void assert_more_promises(const sheet::Batch& batch) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        ROLLCALL_ASSERT(batch.row(i).number > number);
        number = batch.row(i).number;
        for (const auto& cell : batch.cells(i))
            ROLLCALL_ASSERT(!batch.text(cell).empty());
    }
}

void read(std::string_view bytes) {
    const auto file = test::memory_file(bytes);
    sheet::OpenOptions options;
    options.limits.rows = 200;
    options.limits.columns = 50;
    const auto reader = sheet::csv::open({file.get(), -1}, options);
    if (!reader) return;
    sheet::Batch batch;
    for (Result<bool> more = true; more && *more;) {
        more = (*reader)->next(batch);
        test::assert_promises(batch);
        assert_more_promises(batch);
    }
}

}  // namespace
}  // namespace rollcall

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    rollcall::read({static_cast<const char*>(static_cast<const void*>(data)), size});
    return 0;
}
