// The texts that cells refer to by number.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/result.hpp"
#include "sheet/xlsx/text_store.hpp"
#include "sheet/zip/archive.hpp"

namespace rollcall::sheet::xlsx {

// Four bytes a text beside the text itself; grows by what is there, never by what is stated.
class SharedStrings {
public:
    struct Item {
        std::string_view text;
        std::uint8_t flags = 0;  // CellFlag bits
    };

    SharedStrings(const ReaderLimits& limits, int spill)
        : limits_(limits), store_(limits.shared_strings_memory, spill) {}

    // Refuses with SHARED_STRINGS_TOO_LARGE (number, bytes, or memory without a spill file).
    Result<void> add(const Item& item);

    // No more will be added: makes `find` valid.
    void seal();

    std::uint64_t size() const { return ends_.size(); }

    // Needs: sealed. Nothing when there is no such text; the view lives as long as this.
    std::optional<Item> find(std::uint64_t index) const {
        if (index >= ends_.size()) return std::nullopt;
        const auto block = index / block_texts;
        const auto end = ends_[index];
        const auto begin = index % block_texts == 0 ? 0 : ends_[index - 1] & offset_mask;
        const char* const text = store_.data() + blocks_[block] + begin;
        const std::size_t length = (end & offset_mask) - begin;
        if ((end & odd_mark) == 0) return Item{{text, length}, 0};
        return Item{{text + 1, length - 1}, static_cast<std::uint8_t>(*text)};
    }

private:
    // 64 texts of at most 1 MiB: an end within its block fits 31 bits. The last bit marks a text
    // that has flags, which then stand in front of it.
    static constexpr std::uint64_t block_texts = 64;
    static constexpr std::uint32_t odd_mark = 1U << 31U;
    static constexpr std::uint32_t offset_mask = odd_mark - 1;

    const ReaderLimits& limits_;
    TextStore store_;
    std::vector<std::uint32_t> ends_;    // of each text, from its block's start
    std::vector<std::uint64_t> blocks_;  // where each block starts
};

// Reads the part into `strings` and seals them. Refuses as SharedStrings::add and xml::Markup do,
// and with CELL_TOO_LONG.
Result<void>
read_shared_strings(zip::Archive& archive, const zip::Entry& entry, SharedStrings& strings);

}  // namespace rollcall::sheet::xlsx
