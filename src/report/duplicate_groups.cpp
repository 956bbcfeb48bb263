#include "report/duplicate_groups.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "load/ledger.hpp"
#include "load/tally.hpp"

namespace rollcall::report {
namespace {

// A million rows of one ID number may not each list a million others.
constexpr std::size_t listed_max = 50;

}  // namespace

DuplicateGroups::DuplicateGroups(load::Ledger& ledger, const JobId& job) {
    const auto rows = ledger.rows(job, {.outcome = load::Outcome::duplicate, .from_ordinal = 0});
    load::RowRecord record;
    while (rows->next(record))
        pairs_.push_back({record.first_row, record.number});
    std::ranges::sort(pairs_);
}

std::uint64_t DuplicateGroups::count(std::uint32_t first_row) const {
    return std::ranges::equal_range(pairs_, first_row, {}, &Pair::first_row).size() + 1;
}

std::string DuplicateGroups::row_numbers(std::uint32_t first_row) const {
    const auto group = std::ranges::equal_range(pairs_, first_row, {}, &Pair::first_row);
    auto list = std::to_string(first_row);
    std::size_t listed = 1;
    for (const auto& pair : group) {
        if (listed == listed_max) break;
        list += ", " + std::to_string(pair.row);
        ++listed;
    }
    const auto rest = group.size() + 1 - listed;
    if (rest > 0) list += " and " + with_commas(rest) + " more";
    return list;
}

}  // namespace rollcall::report
