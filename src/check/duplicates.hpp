// Which ID numbers of a file were seen, and which row was taken for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall::check {

// A flat hash set of one word an ID number: 40 bits of its first twelve digits (the thirteenth
// follows from them) and 24 bits of the taken row's number. It is between half and nine tenths full
// once it has grown, so an ID number costs 9 to 16 bytes, and growing 25 more for a moment.
class Duplicates {
public:
    Duplicates();

    struct Seen {
        bool first;           // no row before this one had the ID number
        std::uint32_t taken;  // the number of the row that was taken for it; 0: none yet
    };

    // Notes that a row has the ID number, all 13 digits of it, which must be valid.
    Seen note(std::uint64_t id);

    // Fetches what `note` will look at: the set is larger than the cache, and the wait for memory
    // is longer than judging the rest of the row. Changes nothing.
    void expect(std::uint64_t id) const;

    // Says that `row` is taken for the ID number noted last. Needs: no row was taken for it before.
    void take(std::uint32_t row);

    std::size_t size() const { return size_; }
    std::size_t bytes() const { return slots_.capacity() * sizeof(std::uint64_t); }

private:
    std::size_t home_of(std::uint64_t person) const;
    std::size_t place_of(std::uint64_t person) const;
    void grow();

    std::vector<std::uint64_t> slots_;
    std::size_t size_ = 0;
    std::size_t last_ = 0;  // the slot of the ID number noted last
};

}  // namespace rollcall::check
