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
    constexpr unsigned char small = 0x20;
    if (name.size() < short_letters) return std::nullopt;
    if (equals_folded(name, "sept")) return 9;
    for (unsigned i = 0; i < months.size(); ++i) {
        const auto whole = months.at(i);
        if ((static_cast<unsigned char>(name.front()) | small) != whole.front()) continue;
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

constexpr std::size_t usual_length = 10;

// yyyy-mm-dd and dd-mm-yyyy at the text's front, whichever mark separates them: most dates that are
// text. Nothing when there is another, or none. Needs: ten bytes.
std::optional<year_month_day> read_usual(std::string_view text) {
    const bool year_first = text[4] < '0';
    const char separator = text[year_first ? 4 : 2];
    const bool separates = separator == '-' || separator == '/' || separator == '.';
    if (!separates || separator != text[year_first ? 7 : 5]) return std::nullopt;
    bool digits = true;
    const auto two = [&](std::size_t at) {
        constexpr unsigned base = 10;
        const auto tens = static_cast<unsigned>(text[at]) - '0';
        const auto ones = static_cast<unsigned>(text[at + 1]) - '0';
        digits = digits && tens < base && ones < base;
        return (tens * base) + ones;
    };
    constexpr unsigned century = 100;
    const std::size_t year_at = year_first ? 0 : 6;
    const auto in_era = (two(year_at) * century) + two(year_at + 2);
    const auto in_year = two(year_first ? 5 : 3);
    const auto in_month = two(year_first ? 8 : 0);
    if (!digits) return std::nullopt;
    return year_month_day{year{static_cast<int>(in_era)}, month{in_year}, day{in_month}};
}

}  // namespace

std::optional<year_month_day> read_date_text(std::string_view text) {
    if (text.size() >= usual_length) {
        Cursor rest(text.substr(usual_length));
        if (const auto date = read_usual(text); date && read_time(rest)) return date;
    }
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
