// Members a ward, of the rows that a job loaded.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>

#include "load/tally.hpp"

namespace rollcall::report {

class WardCounts {
public:
    struct Count {
        std::uint64_t existing = 0;
        std::uint64_t added = 0;
    };

    // There are about 4,500 wards; more than this many are a file's own invention.
    static constexpr std::size_t wards_max = 20'000;

    // Needs: `ward` as the file has it; what is no 8 digits is not counted.
    void add(std::string_view ward, load::Outcome outcome);

    // By ward number.
    const std::map<std::uint32_t, Count>& wards() const { return wards_; }
    bool is_full() const { return wards_.size() == wards_max; }

private:
    std::map<std::uint32_t, Count> wards_;
    std::uint32_t last_ward_ = 0;
    Count* last_ = nullptr;  // rows of one ward often follow each other
};

}  // namespace rollcall::report
