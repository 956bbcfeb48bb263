#include "check/rules/money.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <system_error>

#include "base/text.hpp"

namespace rollcall::check::rules {
namespace {

constexpr double cents_in_one = 100;
// Far more than any amount; with two decimals a double is still exact there.
constexpr double amount_max = 1e12;
constexpr std::size_t whole_digits_max = 12;
constexpr std::size_t group_digits = 3;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool add_digits(std::int64_t& cents, std::string_view digits) {
    return std::ranges::all_of(digits, [&](char c) {
        constexpr std::int64_t base = 10;
        cents = (cents * base) + (c - '0');
        return is_digit(c);
    });
}

// A number cell: what a double adds past its fifteenth digit is no decimal of the amount.
std::optional<std::int64_t> from_number(std::string_view text) {
    std::int64_t whole = 0;
    if (!text.empty() && text.size() <= whole_digits_max && add_digits(whole, text)) {
        return whole * static_cast<std::int64_t>(cents_in_one);
    }
    double amount = 0;
    const auto [rest, error] = std::from_chars(text.begin(), text.end(), amount);
    if (error != std::errc{} || rest != text.end()) return std::nullopt;
    if (!std::isfinite(amount) || amount < 0 || amount >= amount_max) return std::nullopt;
    const auto cents = std::round(amount * cents_in_one);
    constexpr double noise = 1e-13;
    if (std::abs((amount * cents_in_one) - cents) > noise * std::max(1.0, cents)) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(cents);
}

std::string_view without_currency(std::string_view text) {
    if (!text.empty() && is_digit(text.front()) && is_digit(text.back())) return text;
    for (const std::string_view sign : {"zar", "r", "$"}) {
        if (text.size() < sign.size()) continue;
        if (equals_folded(text.substr(0, sign.size()), sign)) {
            return trim(text.substr(sign.size()));
        }
        if (equals_folded(text.substr(text.size() - sign.size()), sign)) {
            return trim(text.substr(0, text.size() - sign.size()));
        }
    }
    return text;
}

// The amount's characters without the blanks between them.
class Characters {
public:
    static std::optional<Characters> of(std::string_view text) {
        Characters kept;
        while (!text.empty()) {
            if (text.front() > ' ') {
                if (kept.count_ == kept.characters_.size()) return std::nullopt;
                kept.characters_[kept.count_++] = text.front();
                text.remove_prefix(1);
                continue;
            }
            const auto rest = trim(text);
            if (rest.size() == text.size()) return std::nullopt;
            text = rest;
        }
        return kept;
    }
    std::string_view view() const { return {characters_.data(), count_}; }

private:
    std::array<char, 32> characters_{};
    std::size_t count_ = 0;
};

// Whether every comma of "1,234,567" stands before a group of three.
bool grouped(std::string_view whole) {
    const auto first = whole.find(',');
    if (first == std::string_view::npos) return true;
    if (first == 0 || first > group_digits) return false;
    for (auto rest = whole.substr(first); !rest.empty(); rest.remove_prefix(group_digits + 1)) {
        if (rest.size() < group_digits + 1 || rest.front() != ',') return false;
    }
    return true;
}

char decimal_mark(std::string_view text) {
    if (text.find('.') != std::string_view::npos) return '.';
    const auto comma = text.find(',');
    if (comma == std::string_view::npos || text.find(',', comma + 1) != std::string_view::npos) {
        return '.';
    }
    const auto behind = text.size() - comma - 1;
    return behind == 1 || behind == 2 ? ',' : '.';
}

std::optional<std::int64_t> from_text(std::string_view text) {
    const auto mark = text.find(decimal_mark(text));
    const auto whole = text.substr(0, mark);
    auto decimals = mark == std::string_view::npos ? std::string_view{} : text.substr(mark + 1);
    while (decimals.size() > 2 && decimals.back() == '0')
        decimals.remove_suffix(1);
    if (decimals.size() > 2 || whole.size() + decimals.size() == 0 || !grouped(whole)) {
        return std::nullopt;
    }
    std::int64_t cents = 0;
    std::size_t digits = 0;
    for (const char c : whole) {
        if (c == ',') continue;
        if (++digits > whole_digits_max || !add_digits(cents, {&c, 1})) return std::nullopt;
    }
    if (!add_digits(cents, decimals)) return std::nullopt;
    constexpr std::array<std::int64_t, 3> scale{100, 10, 1};
    return cents * scale.at(decimals.size());
}

}  // namespace

std::optional<std::int64_t> read_money(const Value& value) {
    if (value.kind == sheet::CellKind::number) return from_number(value.text);
    const auto characters = Characters::of(without_currency(value.text));
    return characters ? from_text(characters->view()) : std::nullopt;
}

}  // namespace rollcall::check::rules
