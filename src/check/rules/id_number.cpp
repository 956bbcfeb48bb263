#include "check/rules/id_number.hpp"

#include <chrono>
#include <cstddef>
#include <optional>

#include "check/rules/digits.hpp"

namespace rollcall::check::rules {
namespace {

constexpr std::size_t id_length = 13;
constexpr std::size_t short_length_min = 10;
constexpr std::size_t citizenship_at = 10;
constexpr int age_max = 120;
constexpr unsigned male_from = 5;  // SSSS of 5000 and above
constexpr unsigned modulus = 10;
constexpr std::uint64_t last4_modulus = 10'000;

unsigned digit_at(std::string_view digits, std::size_t at) {
    return static_cast<unsigned>(digits[at] - '0');
}

// The day of birth: of this century when that day is not after today, else of the last.
std::optional<Day> born_on(std::string_view digits, Day today) {
    const auto two = [&](std::size_t at) {
        return (digit_at(digits, at) * modulus) + digit_at(digits, at + 1);
    };
    const std::chrono::month_day day_of_year{std::chrono::month{two(2)}, std::chrono::day{two(4)}};
    for (const int century : {2000, 1900}) {
        const std::chrono::year year{century + static_cast<int>(two(0))};
        const std::chrono::year_month_day date{year, day_of_year.month(), day_of_year.day()};
        if (!date.ok()) continue;
        const Day born{date};
        if (born > today) continue;
        // Only ages near the limit need the calendar.
        if (today - born > std::chrono::days{age_max * 365}) {
            const auto eldest = std::chrono::year_month_day{today} - std::chrono::years{age_max};
            if (date < eldest) return std::nullopt;
        }
        return born;
    }
    return std::nullopt;
}

std::uint64_t number_of(std::string_view digits) {
    std::uint64_t number = 0;
    for (const char digit : digits)
        number = (number * modulus) + static_cast<std::uint64_t>(digit - '0');
    return number;
}

using Characters = std::array<char, id_length>;

// Needs: at most 13 digits.
Characters pad(std::string_view digits) {
    Characters padded{};
    padded.fill('0');
    digits.copy(&padded[id_length - digits.size()], digits.size());
    return padded;
}

std::expected<IdNumber, IdFault> judge(const Characters& characters, Day today) {
    const std::string_view digits(characters.data(), characters.size());
    IdNumber id{
        .number = number_of(digits),
        .characters = characters,
        .born = {},
        .male = digit_at(digits, 6) >= male_from};
    const auto fault = [&](Code code, unsigned detail = 0) {
        return std::unexpected(IdFault{
            .code = code,
            .detail = static_cast<std::int32_t>(detail),
            .last4 = static_cast<std::uint16_t>(id.number % last4_modulus)});
    };
    const auto born = born_on(digits, today);
    if (!born) return fault(Code::id_date);
    id.born = *born;
    id.citizenship = static_cast<std::uint8_t>(digit_at(digits, citizenship_at));
    if (id.citizenship > 2) return fault(Code::id_citizenship);
    const auto due = check_digit(digits);
    if (digit_at(digits, id_length - 1) != due) return fault(Code::id_checksum, due);
    return id;
}

}  // namespace

unsigned check_digit(std::string_view digits) {
    constexpr std::array<unsigned, modulus> doubled{0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
    unsigned sum = 0;
    for (std::size_t i = 0; i < id_length - 1; i += 2)
        sum += digit_at(digits, i) + doubled.at(digit_at(digits, i + 1));
    return (modulus - (sum % modulus)) % modulus;
}

std::expected<IdNumber, IdFault> read_id_number(std::string_view text, Day today) {
    const auto digits = read_digits(text, Signs::plain);
    if (!digits) {
        const auto found = static_cast<std::int32_t>(digits.error().found);
        return std::unexpected(IdFault{
            .code = Code::id_format, .detail = digits.error().shortened ? -found : found});
    }
    const IdFault wrong_length{.code = Code::id_format, .detail = digits->count};
    if (digits->count < short_length_min || digits->count > id_length) {
        return std::unexpected(wrong_length);
    }
    const auto characters = pad(digits->view());
    const std::string_view padded(characters.data(), characters.size());
    const bool whole = digits->count == id_length;
    const bool zeros_lost =
        !whole && born_on(padded, today) && digit_at(padded, id_length - 1) == check_digit(padded);
    if (!whole && !zeros_lost) return std::unexpected(wrong_length);
    return judge(characters, today);
}

}  // namespace rollcall::check::rules
