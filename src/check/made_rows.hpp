// Rows made by hand, for tests.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "check/checks.hpp"
#include "check/rules/id_number.hpp"

namespace rollcall::check {

// A sheet whose first row is a header, and a row a call below it.
class MadeRows {
public:
    struct Cell {
        std::string_view header;
        std::string text;
        sheet::CellKind kind = sheet::CellKind::text;
        std::uint8_t flags = 0;
    };

    explicit MadeRows(std::vector<std::string> headers) : headers_(std::move(headers)) {
        batch_.start_row(1);
        std::uint16_t column = 0;
        for (const auto& header : headers_)
            batch_.add_cell(column++, sheet::CellKind::text, 0, header);
    }

    // A later cell of the same header replaces an earlier one; an empty one takes it away.
    void add(std::uint32_t number, const std::vector<Cell>& cells) {
        batch_.start_row(number);
        for (std::uint16_t column = 0; column < headers_.size(); ++column) {
            const Cell* last = nullptr;
            for (const auto& cell : cells) {
                if (cell.header == headers_[column]) last = &cell;
            }
            if (last == nullptr || (last->text.empty() && last->flags == 0)) continue;
            batch_.add_cell(column, last->kind, last->flags, last->text);
        }
    }

    sheet::Batch& batch() { return batch_; }

    Header header() const {
        auto found = find_header(batch_);
        EXPECT_TRUE(found) << found.error().message;
        return found ? *found : Header{};
    }

private:
    std::vector<std::string> headers_;
    sheet::Batch batch_;
};

// A made-up ID number, another for each person; men have odd numbers.
inline std::string made_id(std::uint32_t person) {
    constexpr Day first = std::chrono::sys_days{std::chrono::year{1950} / 1 / 1};
    const auto born = to_iso_date(first + std::chrono::days{(person * 37) % 18'000});
    auto digits = born.substr(2, 2) + born.substr(5, 2) + born.substr(8, 2) +
                  std::to_string((person % 2 == 1 ? 5000 : 1000) + ((person / 2) % 4000)) + "08";
    digits += static_cast<char>('0' + rules::check_digit(digits));
    return digits;
}

}  // namespace rollcall::check
