// Makes the cells of one sample row.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/calendar.hpp"
#include "check/schema.hpp"
#include "cli/sample_lists.hpp"
#include "cli/sample_random.hpp"
#include "cli/sample_rows.hpp"

namespace rollcall::cli {

// First `be` somebody, then `fill` the cells, then perhaps `spoil` them.
class SampleMaker {
public:
    SampleMaker(std::span<SampleCell> cells, std::uint64_t seed, std::uint64_t row)
        : cells_(cells), random_(seed, row) {}

    void be(std::uint64_t seed, std::uint64_t person);

    void fill(std::span<const check::ColumnKey> keys);

    // Plants one fault that makes the row invalid.
    void spoil(std::span<const check::ColumnKey> keys);

private:
    void text(std::string_view value);
    void add(std::string_view value);
    void number(std::uint64_t value);
    void blank();

    void fill_one(check::ColumnKey key);

    void fill_station();
    void fill_ward();
    void fill_name(std::string_view name);
    void fill_id();
    void to_scientific();
    void fill_age();
    void fill_address();
    void fill_cell_number();
    void fill_landline();
    void fill_email();
    void fill_date(Day day);
    void fill_expiry();
    void fill_amount();

    std::span<SampleCell> cells_;
    SampleCell* cell_ = nullptr;
    Random random_;
    Day born_{};
    Day joined_{};
    Day paid_{};
    bool man_ = false;
    bool resident_ = false;
    const lists::Tongue* tongue_ = nullptr;
    const lists::Municipality* place_ = nullptr;
    std::uint64_t ward_ = 0;
    std::string_view firstname_;
    std::string_view surname_;
    std::string id_;
};

}  // namespace rollcall::cli
