#include "check/rules/date_text.hpp"

#include <array>
#include <cstddef>

#include "base/text.hpp"

namespace rollcall::check::rules {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr std::size_t year_digits = 4;

// Reads a text from its left; every step says whether it could.
class Cursor {
public:
    explicit Cursor(std::string_view text) : text_(text) {}

    bool done() const { return text_.empty(); }
    char next() const { return text_.empty() ? '\0' : text_.front(); }
    bool skip(char c) {
        if (next() != c || text_.empty()) return false;
        text_.remove_prefix(1);
        return true;
    }
    void skip_blanks() {
        while (skip(' ')) {
        }
    }
    struct Number {
        int value = 0;
        std::size_t digits = 0;
    };
    Number number() {
        Number number;
        constexpr int base = 10;
        while (next() >= '0' && next() <= '9' && number.digits <= year_digits) {
            number.value = (number.value * base) + (next() - '0');
            ++number.digits;
            text_.remove_prefix(1);
        }
        return number;
    }
    std::string_view letters() {
        std::size_t count = 0;
        while (count < text_.size() && ((text_[count] >= 'a' && text_[count] <= 'z') ||
                                        (text_[count] >= 'A' && text_[count] <= 'Z'))) {
            ++count;
        }
        const auto letters = text_.substr(0, count);
        text_.remove_prefix(count);
        return letters;
    }

private:
    std::string_view text_;
};

std::optional<unsigned> month_named(std::string_view name) {
    constexpr std::array<std::string_view, 12> months{
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december"};
    constexpr std::size_t short_letters = 3;
    if (equals_folded(name, "sept")) return 9;
    for (unsigned i = 0; i < months.size(); ++i) {
        const auto whole = months.at(i);
        if (equals_folded(name, whole)) return i + 1;
        if (equals_folded(name, whole.substr(0, short_letters))) return i + 1;
    }
    return std::nullopt;
}

bool read_two(Cursor& cursor, int below) {
    const auto number = cursor.number();
    return (number.digits == 1 || number.digits == 2) && number.value < below;
}

bool read_zone(Cursor& cursor) {
    if (cursor.skip('Z') || cursor.skip('z')) return true;
    if (!cursor.skip('+') && !cursor.skip('-')) return true;
    const auto hours = cursor.number();
    if (hours.digits == 4) return true;
    return hours.digits == 2 && (!cursor.skip(':') || read_two(cursor, 60));
}

// What may stand behind a date: nothing, or a time with or without seconds and zone.
bool read_time(Cursor& cursor) {
    if (cursor.done()) return true;
    const bool apart = cursor.skip('T') || cursor.skip('t') || cursor.next() == ' ';
    cursor.skip_blanks();
    if (!apart || !read_two(cursor, 25) || !cursor.skip(':') || !read_two(cursor, 60)) return false;
    if (cursor.skip(':')) {
        if (!read_two(cursor, 61)) return false;
        if (cursor.skip('.') || cursor.skip(',')) {
            while (cursor.number().digits > 0) {
            }
        }
    }
    cursor.skip_blanks();
    const auto half = cursor.next() == 'Z' || cursor.next() == 'z' ? "" : cursor.letters();
    if (!half.empty() && !equals_folded(half, "am") && !equals_folded(half, "pm")) return false;
    return read_zone(cursor) && cursor.done();
}

// The month as a number or a name, and the separator before and after it.
std::optional<unsigned> read_month(Cursor& cursor, char separator) {
    const auto number = cursor.number();
    std::optional<unsigned> in_year;
    if (number.digits == 1 || number.digits == 2) {
        if (separator == ' ') return std::nullopt;
        in_year = static_cast<unsigned>(number.value);
    } else if (number.digits == 0 && (separator == ' ' || separator == '-')) {
        in_year = month_named(cursor.letters());
    }
    if (!in_year || !cursor.skip(separator)) return std::nullopt;
    if (separator == ' ') cursor.skip_blanks();
    return in_year;
}

}  // namespace

std::optional<year_month_day> read_date_text(std::string_view text) {
    Cursor cursor(text);
    const auto first = cursor.number();
    const char separator = cursor.next();
    const bool separates =
        separator == '-' || separator == '/' || separator == '.' || separator == ' ';
    if (!separates || !cursor.skip(separator)) return std::nullopt;
    if (separator == ' ') cursor.skip_blanks();
    const auto in_year = read_month(cursor, separator);
    if (!in_year) return std::nullopt;
    const auto last = cursor.number();
    if (!read_time(cursor)) return std::nullopt;
    const bool year_first = first.digits == year_digits && last.digits >= 1 && last.digits <= 2;
    const bool year_last = last.digits == year_digits && first.digits >= 1 && first.digits <= 2;
    if (!year_first && !year_last) return std::nullopt;
    const auto& in_era = year_first ? first : last;
    const auto& in_month = year_first ? last : first;
    return year_month_day{
        year{in_era.value}, month{*in_year}, day{static_cast<unsigned>(in_month.value)}};
}

}  // namespace rollcall::check::rules
