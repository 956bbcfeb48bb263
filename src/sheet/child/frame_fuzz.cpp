// Any bytes as a reader child's answer: the parent takes frames until they end or make no sense,
// and what it takes is whole.
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <variant>

#include <unistd.h>

#include "base/assert.hpp"
#include "base/result.hpp"
#include "base/text.hpp"
#include "sheet/batch.hpp"
#include "sheet/child/frame.hpp"
#include "sheet/reader.hpp"
#include "tests/support/memory_file.hpp"

namespace rollcall::sheet::child {
namespace {

void check(const Batch& batch) {
    for (std::size_t i = 0; i < batch.row_count(); ++i) {
        for (const auto& cell : batch.cells(i))
            ROLLCALL_ASSERT(is_utf8(batch.text(cell)));
    }
}

void check(const Frame& frame) {
    if (const auto* error = std::get_if<Error>(&frame)) ROLLCALL_ASSERT(is_utf8(error->message));
    const auto* info = std::get_if<Info>(&frame);
    if (info == nullptr) return;
    ROLLCALL_ASSERT(info->sheets.empty() || info->sheet < info->sheets.size());
    for (const auto& sheet : info->sheets)
        ROLLCALL_ASSERT(is_utf8(sheet.name));
}

void read(std::string_view bytes) {
    const auto file = test::memory_file(bytes);
    ::lseek(file.get(), 0, SEEK_SET);
    FrameReader frames(file.get());
    Batch batch;
    for (auto frame = frames.next(batch); frame; frame = frames.next(batch)) {
        check(batch);
        check(*frame);
    }
    ROLLCALL_ASSERT(batch.empty());
}

}  // namespace
}  // namespace rollcall::sheet::child

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    rollcall::sheet::child::read({static_cast<const char*>(static_cast<const void*>(data)), size});
    return 0;
}
