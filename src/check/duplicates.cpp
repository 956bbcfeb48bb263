#include "check/duplicates.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/limits.hpp"

namespace rollcall::check {
namespace {

constexpr unsigned row_bits = 24;
constexpr std::uint64_t row_mask = (std::uint64_t{1} << row_bits) - 1;
static_assert(sheet_rows_max < row_mask);

constexpr std::size_t slots_first = 1024;
// Linear probing stays within two or three cache lines until then.
constexpr std::size_t full_percent = 88;
constexpr std::size_t growth_percent = 165;

// An empty slot is 0, so the first person that there could be is counted as 1.
std::uint64_t person_of(std::uint64_t id) {
    constexpr std::uint64_t check_digit = 10;
    return (id / check_digit) + 1;
}

std::uint32_t mix(std::uint64_t person) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    person *= odd;
    person = (person ^ (person >> 29U)) * odd;
    return static_cast<std::uint32_t>(person >> 32U);
}

}  // namespace

Duplicates::Duplicates() : slots_(slots_first) {}

// Where the search for the person begins. The hash is scaled to the size, which need not be a power
// of two: a set that doubles is often less than half full.
std::size_t Duplicates::home_of(std::uint64_t person) const {
    return static_cast<std::size_t>((std::uint64_t{mix(person)} * slots_.size()) >> 32U);
}

// Where the person lies, or would lie.
std::size_t Duplicates::place_of(std::uint64_t person) const {
    auto at = home_of(person);
    while (slots_[at] != 0 && slots_[at] >> row_bits != person) {
        if (++at == slots_.size()) at = 0;
    }
    return at;
}

void Duplicates::expect(std::uint64_t id) const {
    __builtin_prefetch(&slots_[home_of(person_of(id))], 1);
}

Duplicates::Seen Duplicates::note(std::uint64_t id) {
    if (size_ * 100 >= slots_.size() * full_percent) grow();
    const auto person = person_of(id);
    last_ = place_of(person);
    auto& slot = slots_[last_];
    if (slot != 0) return {.first = false, .taken = static_cast<std::uint32_t>(slot & row_mask)};
    slot = person << row_bits;
    ++size_;
    return {.first = true, .taken = 0};
}

void Duplicates::take(std::uint32_t row) {
    ROLLCALL_ASSERT(row <= row_mask && (slots_[last_] & row_mask) == 0);
    slots_[last_] |= row;
}

void Duplicates::grow() {
    std::vector<std::uint64_t> before(slots_.size() * growth_percent / 100);
    std::swap(slots_, before);
    for (const auto slot : before) {
        if (slot != 0) slots_[place_of(slot >> row_bits)] = slot;
    }
}

}  // namespace rollcall::check
