#include "load/postgres/new_members.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <system_error>

#include "base/assert.hpp"
#include "check/field.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/copy.hpp"
#include "load/members.hpp"

namespace rollcall::load::postgres {
namespace {

using check::Field;
using db::postgres::CopyIn;

// Every field, row hash, job.
constexpr auto columns = static_cast<std::int16_t>(check::field_count + 2);

std::string copy_statement() {
    std::string names;
    for (const auto name : check::field_names)
        names.append(name).append(", ");
    return "COPY members (" + names + "row_hash, created_by_job) FROM STDIN (FORMAT binary)";
}

std::int64_t number(std::string_view digits) {
    std::int64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    ROLLCALL_ASSERT(read.ec == std::errc() && read.ptr == digits.data() + digits.size());
    return value;
}

// Of `yyyy-mm-dd`, in days since 2000 as the server counts them.
std::int32_t day_number(std::string_view date) {
    ROLLCALL_ASSERT(date.size() == 10);
    const std::chrono::year_month_day day{
        std::chrono::year{static_cast<int>(number(date.substr(0, 4)))},
        std::chrono::month{static_cast<unsigned>(number(date.substr(5, 2)))},
        std::chrono::day{static_cast<unsigned>(number(date.substr(8, 2)))}};
    constexpr std::chrono::sys_days origin{std::chrono::year{2000} / 1 / 1};
    return static_cast<std::int32_t>((std::chrono::sys_days{day} - origin).count());
}

void put(CopyIn& rows, Field field, std::string_view text) {
    if (text.empty()) {
        rows.put_null();
        return;
    }
    switch (field) {
        case Field::date_of_birth:
        case Field::date_joined:
        case Field::last_payment_date:
        case Field::expiry_date: rows.put32(day_number(text)); break;
        case Field::amount_cents: rows.put(number(text)); break;
        default: rows.put(text);
    }
}

}  // namespace

NewMembers::NewMembers(db::postgres::Connection& connection, std::string_view job)
    : rows_(connection, copy_statement()), job_(job) {}

void NewMembers::add(const NewMember& member) {
    rows_.row(columns);
    for (std::size_t i = 0; i < member.texts.size(); ++i)
        put(rows_, static_cast<Field>(i), member.texts.at(i));
    rows_.put(static_cast<std::int64_t>(member.row_hash)).put(job_);
}

}  // namespace rollcall::load::postgres
