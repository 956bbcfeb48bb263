// The rows of a sample list: each is made from the seed and its own number alone.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "check/schema.hpp"

namespace rollcall::cli {

struct SampleOptions {
    std::uint64_t rows = 1'000;
    std::uint64_t seed = 1;
    double invalid_percent = 0;    // rows that are refused, each for one of several reasons
    double duplicate_percent = 0;  // rows with the ID number of a good row before them
    // 25 as in the template; 20 leaves out Region, Age, Landline Number, Expiry Date and Status.
    unsigned columns = 25;
};

struct SampleCell {
    enum class Kind : std::uint8_t { blank, text, number, date };
    Kind kind = Kind::blank;
    std::string text;  // of a date: the serial number of its day
};

enum class SampleFate : std::uint8_t { good, invalid, duplicate };

class SampleRows {
public:
    // Needs: 20 or 25 columns, percentages that add up to at most 100.
    explicit SampleRows(const SampleOptions& options);

    std::vector<std::string> headers() const;

    // What the checks will make of the row. Of every thousand rows the percentages hold exactly, to
    // a tenth of a per cent; a row without a good one before it is no duplicate.
    SampleFate fate(std::uint64_t row) const;

    // The good row before this one whose ID number a duplicate has; the row itself: there is none.
    std::uint64_t original(std::uint64_t row) const;

    // The cells of a row, from 0, by column. They live until the next call.
    std::span<const SampleCell> fill(std::uint64_t row);

private:
    std::uint64_t place(std::uint64_t row) const;

    const SampleOptions options_;
    const std::uint64_t invalid_of_thousand_;
    const std::uint64_t faulty_of_thousand_;
    std::vector<check::ColumnKey> keys_;
    std::vector<SampleCell> cells_;
};

}  // namespace rollcall::cli
