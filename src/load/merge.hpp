// What a file's row does to a member: a blank never erases, a derived expiry never replaces a later
// one, and only what differs is written.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "check/chunk.hpp"
#include "check/field.hpp"

namespace rollcall::load {

// A text a field, as it is stored; a null data() where it is NULL.
using FieldTexts = std::array<std::string_view, check::field_count>;

// Views into the chunk. An empty text counts as NULL.
FieldTexts texts_of(const check::Chunk& chunk, const check::CheckedRow& row);

// Two rows with the same hash say the same of their member. Kept beside the member, so that the
// same row again is known without comparing its fields.
std::uint64_t hash_of(const FieldTexts& texts, bool expiry_derived);

struct Merge {
    std::uint32_t changed = 0;      // bit n: the field of that number gets the row's text
    bool expiry_goes_back = false;  // the file's own expiry is earlier than the stored one
};

Merge merge(const FieldTexts& stored, const FieldTexts& row, bool expiry_derived);

constexpr std::uint32_t bit_of(check::Field field) {
    return 1U << static_cast<unsigned>(field);
}
static_assert(check::field_count <= 32);

}  // namespace rollcall::load
