#include "check/rules/digits.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/short_text.hpp"

namespace rollcall::check::rules {
namespace {

// Excel's General format shows at most six digits before it goes over to an exponent, and only for
// numbers of more than eleven digits; what programs write for exact numbers has more of them.
constexpr std::size_t shortened_digits_max = 6;
constexpr std::size_t shortened_length_min = 10;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Whether eight bytes at once are all digits: their high halves are 3, and stay so six further on.
bool eight_digits(std::uint64_t bytes) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    constexpr std::uint64_t highs = 0xF0U * ones;
    return ((bytes & highs) | (((bytes + (0x06U * ones)) & highs) >> 4U)) == 0x33U * ones;
}

// Needs: at most 16 bytes.
bool all_digits(std::string_view text) {
    constexpr std::size_t step = sizeof(std::uint64_t);
    if (text.size() >= step) {
        // The last eight, some of them for the second time.
        return eight_digits(word_of(text.substr(0, step))) &&
               eight_digits(word_of(text.substr(text.size() - step)));
    }
    constexpr std::uint64_t zeros = 0x3030303030303030U;
    return eight_digits(word_of(text) | zeros << (8 * text.size()));
}

std::uint32_t count_digits(std::string_view text) {
    return static_cast<std::uint32_t>(std::ranges::count_if(text, is_digit));
}

bool append(Digits& digits, char digit) {
    if (digits.count == Digits::count_max) return false;
    digits.characters[digits.count++] = digit;
    return true;
}

bool append(Digits& digits, std::string_view text) {
    return std::ranges::all_of(text, [&](char digit) { return append(digits, digit); });
}

// A decimal number taken apart: 8.001015009087E+12 is {"8", "001015009087", 12}.
struct Decimal {
    std::string_view whole;
    std::string_view fraction;
    int exponent = 0;
    bool has_exponent = false;
};

std::string_view take_digits(std::string_view& text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    const auto taken = text.substr(0, static_cast<std::size_t>(end - text.begin()));
    text.remove_prefix(taken.size());
    return taken;
}

std::optional<Decimal> take_apart(std::string_view text) {
    Decimal decimal;
    if (text.starts_with('+')) text.remove_prefix(1);
    decimal.whole = take_digits(text);
    if (decimal.whole.empty()) return std::nullopt;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        decimal.fraction = take_digits(text);
    }
    if (text.starts_with('e') || text.starts_with('E')) {
        text.remove_prefix(1);
        if (text.starts_with('+')) text.remove_prefix(1);
        const auto [rest, error] = std::from_chars(text.begin(), text.end(), decimal.exponent);
        if (error != std::errc{}) return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(rest - text.begin()));
        decimal.has_exponent = true;
    }
    if (!text.empty()) return std::nullopt;
    return decimal;
}

std::size_t trailing_zeros(std::string_view digits) {
    const auto last = digits.find_last_not_of('0');
    return digits.size() - (last == std::string_view::npos ? 0 : last + 1);
}

// The exact integer that a number with an exponent denotes.
std::expected<Digits, NoDigits> expand(const Decimal& decimal) {
    const NoDigits no_digits{
        .found = static_cast<std::uint32_t>(decimal.whole.size() + decimal.fraction.size())};
    const auto fraction =
        decimal.fraction.substr(0, decimal.fraction.size() - trailing_zeros(decimal.fraction));
    auto whole = decimal.whole;
    whole.remove_prefix(std::min(whole.find_first_not_of('0'), whole.size()));
    const auto zeros = decimal.exponent - static_cast<int>(fraction.size());
    const bool exact =
        fraction.empty() ? static_cast<int>(trailing_zeros(whole)) >= -zeros : zeros >= 0;
    if (!exact || zeros > static_cast<int>(Digits::count_max)) return std::unexpected(no_digits);
    Digits digits;
    if (zeros < 0) whole.remove_suffix(std::min(whole.size(), static_cast<std::size_t>(-zeros)));
    bool fits = append(digits, whole) && append(digits, fraction);
    for (int i = 0; i < zeros; ++i)
        fits = fits && append(digits, '0');
    if (!fits) return std::unexpected(no_digits);
    const auto significant = digits.count - trailing_zeros(digits.view());
    if (significant <= shortened_digits_max && digits.count >= shortened_length_min) {
        return std::unexpected(NoDigits{
            .found = static_cast<std::uint32_t>(significant), .shortened = true});
    }
    return digits;
}

// How many bytes of a blank or dash the text starts with; 0: neither.
std::size_t separator_bytes(std::string_view text) {
    const auto byte = [&](std::size_t at) {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    if (byte(0) == ' ' || byte(0) == '-' || (byte(0) >= '\t' && byte(0) <= '\r')) return 1;
    // U+00A0 and the soft hyphen.
    if (byte(0) == 0xC2 && (byte(1) == 0xA0 || byte(1) == 0xAD)) return 2;
    // U+2000 to U+2015 are blanks, marks without width and dashes; U+2028 to U+202F marks of
    // direction that come along when a number is copied out of a chat.
    const bool general = byte(0) == 0xE2 && byte(1) == 0x80;
    if (general && ((byte(2) >= 0x80 && byte(2) <= 0x95) || (byte(2) >= 0xA8 && byte(2) <= 0xAF)))
        return 3;
    constexpr std::string_view minus = "\xE2\x88\x92";
    constexpr std::string_view word_joiner = "\xE2\x81\xA0";
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    const bool other = text.starts_with(minus) || text.starts_with(word_joiner) ||
                       text.starts_with(byte_order_mark);
    return other ? 3 : 0;
}

std::optional<Digits> compact(std::string_view text, Signs signs) {
    Digits digits;
    while (!text.empty()) {
        const char c = text.front();
        std::size_t used = 1;
        if (is_digit(c)) {
            if (!append(digits, c)) return std::nullopt;
        } else if (used = separator_bytes(text); used == 0 && signs == Signs::telephone) {
            const bool leads = c == '+' && digits.count == 0 && !digits.plus;
            if (leads) digits.plus = true;
            if (leads || c == '(' || c == ')' || c == '.') used = 1;
        }
        if (used == 0) return std::nullopt;
        text.remove_prefix(used);
    }
    if (digits.count == 0) return std::nullopt;
    return digits;
}

}  // namespace

std::expected<Digits, NoDigits> read_digits(std::string_view text, Signs signs) {
    if (!text.empty() && text.size() <= Digits::count_max && all_digits(text)) {
        Digits digits;
        copy_text(digits.characters.data(), text);
        digits.count = static_cast<std::uint8_t>(text.size());
        return digits;
    }
    const auto decimal = text.starts_with('+') ? std::nullopt : take_apart(text);
    if (decimal && decimal->has_exponent) return expand(*decimal);
    // 0801015009087.0 is a text that keeps its leading zero.
    const bool zeros = decimal && trailing_zeros(decimal->fraction) == decimal->fraction.size();
    const auto digits = compact(zeros ? decimal->whole : text, signs);
    if (!digits) return std::unexpected(NoDigits{.found = count_digits(text)});
    return *digits;
}

}  // namespace rollcall::check::rules
