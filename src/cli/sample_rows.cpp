#include "cli/sample_rows.hpp"

#include <algorithm>
#include <cmath>

#include "cli/sample_maker.hpp"
#include "cli/sample_random.hpp"

namespace rollcall::cli {
namespace {

using check::ColumnKey;

constexpr std::uint64_t thousand = 1'000;

bool left_out(ColumnKey key) {
    return key == ColumnKey::region || key == ColumnKey::age || key == ColumnKey::landline_number ||
           key == ColumnKey::expiry_date || key == ColumnKey::status;
}

constexpr unsigned columns_few = 20;
constexpr double tenths_of_percent = 10;

}  // namespace

SampleRows::SampleRows(const SampleOptions& options)
    : options_(options),
      invalid_of_thousand_(
          static_cast<std::uint64_t>(std::lround(options.invalid_percent * tenths_of_percent))
      ),
      faulty_of_thousand_(
          invalid_of_thousand_ +
          static_cast<std::uint64_t>(std::lround(options.duplicate_percent * tenths_of_percent))
      ) {
    for (const auto& column : check::columns()) {
        const bool wanted = options_.columns != columns_few || !left_out(column.key);
        if (column.in_template && wanted) keys_.push_back(column.key);
    }
    cells_.resize(keys_.size());
}

std::vector<std::string> SampleRows::headers() const {
    std::vector<std::string> headers;
    for (const auto key : keys_)
        headers.emplace_back(check::column(key).header);
    return headers;
}

// Where the row stands among the thousand of its block, once they are shuffled: a step without a
// common factor deals every place out once.
std::uint64_t SampleRows::place(std::uint64_t row) const {
    constexpr std::uint64_t step = 617;
    const auto start = scatter(options_.seed ^ scatter(row / thousand)) % thousand;
    return (((row % thousand) * step) + start) % thousand;
}

SampleFate SampleRows::fate(std::uint64_t row) const {
    const auto at = place(row);
    if (at < invalid_of_thousand_) return SampleFate::invalid;
    const bool doubled = at < faulty_of_thousand_ && original(row) < row;
    return doubled ? SampleFate::duplicate : SampleFate::good;
}

std::uint64_t SampleRows::original(std::uint64_t row) const {
    constexpr std::uint64_t reach = 5'000;
    if (row == 0) return row;
    const auto first = 1 + (scatter(options_.seed ^ scatter(row)) % std::min(row, reach));
    for (auto back = first; back <= row; ++back) {
        if (place(row - back) >= faulty_of_thousand_) return row - back;
    }
    return row;
}

std::span<const SampleCell> SampleRows::fill(std::uint64_t row) {
    const auto fate_of_row = fate(row);
    const bool doubled = fate_of_row == SampleFate::duplicate;
    SampleMaker maker(cells_, options_.seed, row);
    maker.be(options_.seed, doubled ? original(row) : row);
    maker.fill(keys_);
    if (fate_of_row == SampleFate::invalid) maker.spoil(keys_);
    return cells_;
}

}  // namespace rollcall::cli
