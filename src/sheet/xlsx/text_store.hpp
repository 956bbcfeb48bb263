// A growing text that lies in memory first and past a limit in an unlinked file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rollcall::sheet::xlsx {

class TextStore {
public:
    // Up to `memory_bytes` in memory, then in `spill` (an empty file; -1: none). Throws Failure
    // when the machine has no memory or no disk.
    TextStore(std::uint64_t memory_bytes, int spill);
    ~TextStore();
    TextStore(const TextStore&) = delete;
    TextStore& operator=(const TextStore&) = delete;

    // Adds text behind all else. False, and nothing added, when memory is full and there is no
    // spill file. Throws Failure when the disk is full.
    [[nodiscard]] bool append(std::string_view text);

    std::uint64_t size() const { return spilled_ + held_; }

    // No more will be added: makes `data` valid.
    void seal();

    // Needs: sealed. Lives as long as this.
    const char* data() const { return data_; }

private:
    void spill_held();
    void release();

    int spill_;
    std::size_t capacity_;
    char* memory_ = nullptr;     // anonymous pages, touched as they fill
    std::size_t held_ = 0;       // bytes in memory_
    std::uint64_t spilled_ = 0;  // bytes in the file, before those
    const char* data_ = nullptr;
    std::size_t mapped_ = 0;
};

}  // namespace rollcall::sheet::xlsx
