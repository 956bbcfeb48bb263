// Numbers that are names: ID numbers, wards, voting districts, telephone numbers.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string_view>

namespace rollcall::check::rules {

struct Digits {
    // Past 15 digits a spreadsheet keeps no number exact, and nothing here is as long.
    static constexpr std::size_t count_max = 15;

    std::array<char, count_max> characters{};
    std::uint8_t count = 0;
    bool plus = false;  // a telephone number written with + before it

    std::string_view view() const { return {characters.data(), count}; }
};

struct NoDigits {
    std::uint32_t found = 0;  // digits that the text holds all the same
    // The text is a number that a program cut to its first digits, such as 8.00102E+12.
    bool shortened = false;
};

enum class Signs : std::uint8_t {
    plain,      // blanks and dashes may stand between the digits
    telephone,  // brackets and dots too, and + before them
};

// The digits of a text or number: as they stand, or those of the exact integer that `12.0` or
// `8.001015009087E+12` denotes. Zeros that the text does not have are not given back.
// Needs: `text` is trimmed.
std::expected<Digits, NoDigits> read_digits(std::string_view text, Signs signs);

}  // namespace rollcall::check::rules
