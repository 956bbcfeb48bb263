#include "base/iso_time.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/calendar.hpp"
#include "base/clock.hpp"

namespace rollcall {
namespace {

// Takes a time apart from its beginning; once something is not as it should be, nothing more is.
class IsoReader {
public:
    explicit IsoReader(std::string_view text) : left_(text) {}

    bool take(char sign) {
        if (!left_.starts_with(sign)) return false;
        left_.remove_prefix(1);
        return true;
    }
    void must(bool held) { is_good_ = is_good_ && held; }
    int digits(std::size_t count) {
        int value = 0;
        const auto text = left_.substr(0, count);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        must(text.size() == count && error == std::errc() && end == text.data() + count);
        must(value >= 0);
        left_.remove_prefix(text.size());
        return value;
    }
    // What stands behind a decimal point, as many digits as there are.
    Milliseconds fraction() {
        auto unit = 1'000;
        int value = 0;
        must(!left_.empty() && left_.front() >= '0' && left_.front() <= '9');
        for (; !left_.empty() && left_.front() >= '0' && left_.front() <= '9'; unit /= 10) {
            if (unit > 1) value += (left_.front() - '0') * unit / 10;
            left_.remove_prefix(1);
        }
        return Milliseconds(value);
    }
    bool is_good() const { return is_good_; }
    bool is_done() const { return left_.empty(); }

private:
    std::string_view left_;
    bool is_good_ = true;
};

Day read_day(IsoReader& reader) {
    const std::chrono::year year(reader.digits(4));
    const std::chrono::month month(reader.take('-') ? static_cast<unsigned>(reader.digits(2)) : 1U);
    const std::chrono::day day(reader.take('-') ? static_cast<unsigned>(reader.digits(2)) : 1U);
    const auto date = year / month / day;
    reader.must(date.ok());
    return Day(date);
}

Milliseconds read_clock(IsoReader& reader) {
    const std::chrono::hours hours(reader.digits(2));
    reader.must(reader.take(':'));
    const std::chrono::minutes minutes(reader.digits(2));
    const std::chrono::seconds seconds(reader.take(':') ? reader.digits(2) : 0);
    reader.must(minutes.count() < 60 && seconds.count() < 60);
    const Milliseconds time = hours + minutes + seconds;
    const auto part = reader.take('.') ? reader.fraction() : Milliseconds(0);
    reader.must(time + part <= std::chrono::hours(24));
    return time + part;
}

// How far the time stands ahead of UTC.
std::chrono::minutes read_zone(IsoReader& reader) {
    if (reader.take('Z') || reader.is_done()) return std::chrono::minutes(0);
    const bool is_behind = reader.take('-');
    reader.must(is_behind || reader.take('+'));
    const std::chrono::hours hours(reader.digits(2));
    reader.must(reader.take(':'));
    const auto ahead = hours + std::chrono::minutes(reader.digits(2));
    return is_behind ? -ahead : ahead;
}

}  // namespace

std::optional<Instant> parse_iso_time(std::string_view text) {
    IsoReader reader(text);
    Instant at = read_day(reader);
    if (reader.take('T')) {
        at += read_clock(reader);
        at -= read_zone(reader);
    }
    return reader.is_good() && reader.is_done() ? std::optional(at) : std::nullopt;
}

}  // namespace rollcall
