// What every reader promises of a batch (sheet/batch.hpp), for fuzz targets.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/assert.hpp"
#include "base/text.hpp"
#include "sheet/batch.hpp"

namespace rollcall::test {

inline void assert_promises(const sheet::Batch& batch) {
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        ROLLCALL_ASSERT(!batch.cells(i).empty());
        std::int64_t before = -1;
        for (const auto& cell : batch.cells(i)) {
            ROLLCALL_ASSERT(cell.column > before);
            before = cell.column;
            ROLLCALL_ASSERT(is_utf8(batch.text(cell)));
            ROLLCALL_ASSERT(!batch.text(cell).contains('\0'));
        }
    }
}

}  // namespace rollcall::test
