// Judged rows on their way to the loader, owning their text.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.hpp"
#include "base/short_text.hpp"
#include "check/field.hpp"
#include "check/finding.hpp"

namespace rollcall::check {

// What the checks alone decide of a row. The loader decides the rest for those that were taken.
enum class Verdict : std::uint8_t { taken, invalid, duplicate, out_of_scope };

// Where a field's text lies in the chunk; NULL is a text too.
struct Text {
    static constexpr std::uint32_t null_length = std::numeric_limits<std::uint32_t>::max();
    std::uint32_t offset = 0;
    std::uint32_t length = null_length;
};

struct CheckedRow {
    std::uint32_t number = 0;  // the sheet's own row number
    Verdict verdict = Verdict::taken;
    bool id_valid = false;
    bool id_seen_first = false;       // valid, and the first row of the file with this ID number
    bool expiry_derived = false;      // not the file's own: it never replaces a later stored one
    std::uint32_t first_row = 0;      // of a duplicate: the row that was taken for this ID number
    std::uint16_t id_last4 = 0xFFFF;  // the last four digits for people; 0xFFFF: none
    std::uint64_t id = 0;             // the 13 digits as a number; 0 unless valid
    // Every field as the text that is stored: dates `yyyy-mm-dd`, look-ups by their canonical name,
    // money as whole cents. Only meaningful for rows with a valid ID number.
    std::array<Text, field_count> fields;
};

// Rows judged together, in reading order. Reused: `clear` keeps the memory.
class Chunk {
public:
    std::vector<CheckedRow> rows;
    std::vector<Finding> findings;  // by ascending `index`, then as found

    // The field's text; a null data() where it is NULL. Lives until the chunk changes.
    std::string_view text(const CheckedRow& row, Field field) const {
        const auto& at = row.fields[static_cast<std::size_t>(field)];
        if (at.length == Text::null_length) return {};
        return {arena_.data() + at.offset, at.length};
    }
    Text store(std::string_view text) {
        const auto offset = used_;
        if (arena_.size() - used_ < text.size()) grow(text.size());
        copy_text(arena_.data() + offset, text);
        used_ += text.size();
        return {
            .offset = static_cast<std::uint32_t>(offset),
            .length = static_cast<std::uint32_t>(text.size())};
    }
    std::size_t bytes() const { return rows.size() * sizeof(CheckedRow) + used_; }
    bool empty() const { return rows.empty(); }
    void clear() {
        rows.clear();
        findings.clear();
        used_ = 0;
    }

private:
    void grow(std::size_t bytes) {
        constexpr std::size_t least = 64 * kib;
        arena_.resize(std::max(arena_.size() + (arena_.size() / 2), used_ + bytes + least));
    }

    // Storing a text is the commonest step of all, so the arena's length is kept beside it. Its
    // data() is never null, so that an empty text does not look like NULL.
    std::string arena_;
    std::size_t used_ = 0;
};

}  // namespace rollcall::check
