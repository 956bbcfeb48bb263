// South African ID numbers: YYMMDD SSSS C A Z.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <string_view>

#include "base/calendar.hpp"
#include "check/finding.hpp"

namespace rollcall::check::rules {

inline constexpr std::uint16_t no_last4 = 0xFFFF;

struct IdNumber {
    std::uint64_t number = 0;  // the 13 digits
    std::array<char, 13> characters{};
    Day born;
    bool male = false;
    std::uint8_t citizenship = 0;  // 0 citizen, 1 permanent resident, 2 refugee

    std::string_view text() const { return {characters.data(), characters.size()}; }
};

struct IdFault {
    Code code = Code::id_format;
    std::int32_t detail = 0;
    std::uint16_t last4 = no_last4;  // of a number that at least has 13 digits
};

// The first fault that applies: ID_FORMAT, ID_DATE, ID_CITIZENSHIP, ID_CHECKSUM. A number of 10 to
// 12 digits gets its lost leading zeros back when date and check digit then pass.
// Needs: `text` is trimmed and not blank.
std::expected<IdNumber, IdFault> read_id_number(std::string_view text, Day today);

// What the thirteenth digit must be. Needs: at least 12 digits.
unsigned check_digit(std::string_view digits);

}  // namespace rollcall::check::rules
