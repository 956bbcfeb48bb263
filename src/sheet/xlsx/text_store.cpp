#include "sheet/xlsx/text_store.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/mman.h>
#include <sys/types.h>
#include <unistd.h>

#include "base/assert.hpp"
#include "base/failure.hpp"
#include "base/limits.hpp"

namespace rollcall::sheet::xlsx {
namespace {

// Once spilling, memory is only the buffer in front of the file.
constexpr std::size_t spill_step = mib;

void* map(std::size_t bytes, int protection, int flags, int file) {
    void* const place = ::mmap(nullptr, bytes, protection, flags, file, 0);
    // MAP_FAILED casts an integer to a pointer; it is the system's word for "no".
    if (place == MAP_FAILED) throw_errno("map shared strings", errno);  // NOLINT
    return place;
}

}  // namespace

TextStore::TextStore(std::uint64_t memory_bytes, int spill)
    : spill_(spill), capacity_(std::max<std::size_t>(memory_bytes, spill_step)) {
    memory_ = static_cast<char*>(
        map(capacity_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1)
    );
}

TextStore::~TextStore() {
    release();
    if (mapped_ > 0) ::munmap(const_cast<char*>(data_), mapped_);
}

bool TextStore::append(std::string_view text) {
    ROLLCALL_ASSERT(data_ == nullptr);
    if (text.size() > capacity_ - held_) {
        if (spill_ < 0 || text.size() > capacity_) return false;
        spill_held();
    }
    std::memcpy(memory_ + held_, text.data(), text.size());
    held_ += text.size();
    return true;
}

// Writes what is held behind the file. The first time this is the whole memory, which is then given
// back but for one step.
void TextStore::spill_held() {
    std::size_t done = 0;
    while (done < held_) {
        const auto at = static_cast<off_t>(spilled_ + done);
        const auto wrote = ::pwrite(spill_, memory_ + done, held_ - done, at);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) throw_errno("spill shared strings", errno);
        done += static_cast<std::size_t>(wrote);
    }
    spilled_ += held_;
    held_ = 0;
    if (capacity_ > spill_step) {
        ::munmap(memory_ + spill_step, capacity_ - spill_step);
        capacity_ = spill_step;
    }
}

void TextStore::seal() {
    if (spilled_ == 0) {
        data_ = memory_;
        return;
    }
    spill_held();
    release();
    mapped_ = static_cast<std::size_t>(spilled_);
    data_ = static_cast<const char*>(map(mapped_, PROT_READ, MAP_SHARED, spill_));
}

void TextStore::release() {
    if (memory_ != nullptr) ::munmap(memory_, capacity_);
    memory_ = nullptr;
}

}  // namespace rollcall::sheet::xlsx
