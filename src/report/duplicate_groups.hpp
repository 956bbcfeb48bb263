// Which rows of a file share an ID number.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "load/ledger.hpp"

namespace rollcall::report {

// Eight bytes a duplicate row.
class DuplicateGroups {
public:
    // Reads the ledger's duplicates once.
    DuplicateGroups(load::Ledger& ledger, const JobId& job);

    // How many rows have the ID number of the row that was taken, that one counted.
    std::uint64_t count(std::uint32_t first_row) const;
    // "5, 17, 203"; of a long list the first 50 and how many there are besides.
    std::string row_numbers(std::uint32_t first_row) const;

private:
    struct Pair {
        std::uint32_t first_row;
        std::uint32_t row;
        auto operator<=>(const Pair&) const = default;
    };

    std::vector<Pair> pairs_;
};

}  // namespace rollcall::report
