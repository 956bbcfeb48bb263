// Any bytes as a reader child's answer: the parent takes frames until they end or make no sense,
// and what it takes is whole.
#include <cstddef>
#include <cstdint>

#include <sys/mman.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "sheet/child/frame.hpp"

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

void read(const std::uint8_t* data, std::size_t size) {
    const Descriptor file(::memfd_create("fuzz", MFD_CLOEXEC));
    if (::write(file.get(), data, size) != static_cast<ssize_t>(size)) return;
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
    rollcall::sheet::child::read(data, size);
    return 0;
}
