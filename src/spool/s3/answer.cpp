#include "spool/s3/answer.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "spool/s3/http.hpp"
#include "spool/s3/xml.hpp"

namespace rollcall::spool::s3 {
namespace {

constexpr long status_refused = 300;
constexpr long status_not_found = 404;
constexpr long status_insufficient_storage = 507;
constexpr std::array<long, 7> passing{408, 409, 429, 500, 502, 503, 504};
constexpr std::size_t message_bytes_max = 200;

bool has_no_space(const HttpAnswer& answer, std::string_view code) {
    return answer.status == status_insufficient_storage || code == "XMinioStorageFull" ||
           code == "QuotaExceeded";
}

}  // namespace

bool is_good(const HttpAnswer& answer) {
    return answer.status > 0 && answer.status < status_refused;
}

bool is_missing(const HttpAnswer& answer) {
    return answer.status == status_not_found && error_code(answer) != "NoSuchBucket";
}

bool may_pass(const HttpAnswer& answer) {
    const auto code = error_code(answer);
    // Copying and joining tell an error of the service behind a good status.
    if (code == "InternalError" || code == "SlowDown" || code == "RequestTimeout") return true;
    return answer.status == 0 || std::ranges::find(passing, answer.status) != passing.end();
}

std::string error_code(const HttpAnswer& answer) {
    return text_of(inside(answer.body, "Error"), "Code");
}

void throw_answer(std::string_view step, const HttpAnswer& answer) {
    const auto where = "S3: " + std::string(step) + ": ";
    if (answer.status == 0) throw Failure(where + answer.trouble, Broken::database);
    const auto code = error_code(answer);
    // The message alone: elsewhere in its answers the service repeats what was signed.
    const auto message =
        text_of(inside(answer.body, "Error"), "Message").substr(0, message_bytes_max);
    const auto text = where + std::to_string(answer.status) + (code.empty() ? "" : " " + code) +
                      (message.empty() ? "" : ": " + message);
    if (has_no_space(answer, code)) throw Failure(text, Broken::disk_full);
    throw Failure(text, may_pass(answer) ? Broken::database : Broken::other);
}

Instant parse_time(std::string_view text) {
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    const auto whole = std::string(text);
    const int read = std::sscanf(  // NOLINT(cert-err34-c): a wrong field is caught below
        whole.c_str(),
        "%d-%u-%uT%d:%d:%d",
        &year,
        &month,
        &day,
        &hour,
        &minute,
        &second
    );
    const std::chrono::year_month_day date{
        std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    constexpr int fields = 6;
    if (read != fields || !date.ok()) throw Failure("S3: a time of an unknown form");
    return Instant(std::chrono::sys_days(date)) + std::chrono::hours(hour) +
           std::chrono::minutes(minute) + std::chrono::seconds(second);
}

}  // namespace rollcall::spool::s3
