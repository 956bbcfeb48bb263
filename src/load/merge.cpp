#include "load/merge.hpp"

#include <cstddef>
#include <cstring>
#include <string>

#include <xxhash.h>

namespace rollcall::load {

using check::Field;

FieldTexts texts_of(const check::Chunk& chunk, const check::CheckedRow& row) {
    FieldTexts texts;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto text = chunk.text(row, static_cast<Field>(i));
        if (!text.empty()) texts[i] = text;
    }
    return texts;
}

std::uint64_t hash_of(const FieldTexts& texts, bool expiry_derived) {
    // One buffer and one call: XXH3 in steps takes four times as long over such short texts.
    std::array<char, 1024> buffer;
    std::string large;
    std::size_t size = 1 + texts.size() * sizeof(std::uint32_t);
    for (const auto text : texts)
        size += text.size();
    char* at = buffer.data();
    if (size > buffer.size()) {
        large.resize(size);
        at = large.data();
    }
    const char* const begin = at;
    *at++ = expiry_derived ? 1 : 0;
    for (const auto text : texts) {
        const auto length = static_cast<std::uint32_t>(text.size());
        std::memcpy(at, &length, sizeof(length));
        at += sizeof(length);
        if (!text.empty()) std::memcpy(at, text.data(), text.size());
        at += text.size();
    }
    return XXH3_64bits(begin, size);
}

Merge merge(const FieldTexts& stored, const FieldTexts& row, bool expiry_derived) {
    Merge merge;
    for (std::size_t i = 1; i < row.size(); ++i) {
        if (row[i].empty() || row[i] == stored[i]) continue;
        const auto field = static_cast<Field>(i);
        // Dates are `yyyy-mm-dd`: their order is that of their texts.
        if (field == Field::expiry_date && row[i] < stored[i]) {
            if (expiry_derived) continue;
            merge.expiry_goes_back = true;
        }
        merge.changed |= bit_of(field);
    }
    return merge;
}

static_assert(static_cast<std::size_t>(Field::id_number) == 0, "`merge` leaves out the first");

}  // namespace rollcall::load
