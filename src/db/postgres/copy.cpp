#include "db/postgres/copy.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include <libpq-fe.h>

#include "base/assert.hpp"
#include "base/failure.hpp"
#include "base/limits.hpp"
#include "db/postgres/connection.hpp"
#include "db/postgres/failure.hpp"

namespace rollcall::db::postgres {
namespace {

constexpr std::string_view signature{"PGCOPY\n\377\r\n\0", 11};
constexpr std::size_t flags_and_extension = 8;
constexpr std::size_t buffer_full = 64 * kib;

template <class Number>
Number read_big_endian(std::string_view& bytes) {
    std::make_unsigned_t<Number> value = 0;
    if (bytes.size() < sizeof(Number)) {
        throw Failure("copy out: postgresql: a row is cut short", Broken::corrupt_data);
    }
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        value = static_cast<decltype(value)>((value << 8U) | static_cast<unsigned char>(bytes[i]));
    bytes.remove_prefix(sizeof(Number));
    return static_cast<Number>(value);
}

// What the server says once COPY has ended, and that nothing comes behind it.
ResultHandle end_of(Connection& connection, std::string_view context) {
    auto* handle = connection.handle();
    ResultHandle first(PQgetResult(handle));
    while (const ResultHandle more{PQgetResult(handle)}) {
    }
    return checked(handle, first.release(), context);
}

}  // namespace

CopyIn::CopyIn(Connection& connection, const std::string& sql) : connection_(connection) {
    const auto begun = connection.query(sql);
    ROLLCALL_ASSERT(PQresultStatus(begun.get()) == PGRES_COPY_IN);
    buffer_.reserve(buffer_full + (4 * kib));
    buffer_ = signature;
    buffer_.append(flags_and_extension, '\0');
}

CopyIn::~CopyIn() {
    if (!open_) return;
    auto* handle = connection_.handle();
    PQputCopyEnd(handle, "given up");
    while (const ResultHandle refused{PQgetResult(handle)}) {
    }
}

template <class Number>
void CopyIn::append(Number value) {
    auto bits = static_cast<std::make_unsigned_t<Number>>(value);
    std::array<char, sizeof(Number)> bytes{};
    for (std::size_t i = sizeof(Number); i-- > 0;
         bits = static_cast<decltype(bits)>(bits >> 7U >> 1U))
        bytes[i] = static_cast<char>(bits & 0xFFU);
    buffer_.append(bytes.data(), bytes.size());
}

CopyIn& CopyIn::row(std::int16_t fields) {
    flush_if_full();
    append(fields);
    return *this;
}

CopyIn& CopyIn::put(std::int64_t value) {
    append(std::int32_t{8});
    append(value);
    return *this;
}

CopyIn& CopyIn::put32(std::int32_t value) {
    append(std::int32_t{4});
    append(value);
    return *this;
}

CopyIn& CopyIn::put_boolean(bool value) {
    append(std::int32_t{1});
    buffer_ += value ? '\1' : '\0';
    return *this;
}

CopyIn& CopyIn::put(std::string_view bytes) {
    append(static_cast<std::int32_t>(bytes.size()));
    buffer_ += bytes;
    return *this;
}

CopyIn& CopyIn::put_null() {
    append(std::int32_t{-1});
    return *this;
}

void CopyIn::flush_if_full() {
    if (buffer_.size() >= buffer_full) flush();
}

void CopyIn::flush() {
    auto* handle = connection_.handle();
    if (PQputCopyData(handle, buffer_.data(), static_cast<int>(buffer_.size())) != 1) {
        throw_postgres(handle, nullptr, "copy in");
    }
    buffer_.clear();
}

std::int64_t CopyIn::finish() {
    append(std::int16_t{-1});
    flush();
    open_ = false;
    if (PQputCopyEnd(connection_.handle(), nullptr) != 1) {
        throw_postgres(connection_.handle(), nullptr, "copy in");
    }
    const auto ended = end_of(connection_, "copy in");
    return std::stoll(PQcmdTuples(ended.get()));
}

Result<std::int64_t> CopyIn::try_finish() {
    try {
        return finish();
    } catch (const PostgresFailure& failure) {
        if (!failure.forbids_row()) throw;
        return refuse(Errc::conflict, failure.words());
    }
}

CopyOut::CopyOut(Connection& connection, const std::string& sql) : connection_(connection) {
    const auto begun = connection.query(sql);
    ROLLCALL_ASSERT(PQresultStatus(begun.get()) == PGRES_COPY_OUT);
}

CopyOut::~CopyOut() {
    PQfreemem(message_);
    if (done_ || !connection_.alive()) return;
    while (PQgetCopyData(connection_.handle(), &message_, 0) > 0)
        PQfreemem(message_);
    while (const ResultHandle rest{PQgetResult(connection_.handle())}) {
    }
}

bool CopyOut::receive() {
    PQfreemem(message_);
    message_ = nullptr;
    const int length = PQgetCopyData(connection_.handle(), &message_, 0);
    if (length > 0) {
        rest_ = {message_, static_cast<std::size_t>(length)};
        return true;
    }
    done_ = true;
    if (length < -1) throw_postgres(connection_.handle(), nullptr, "copy out");
    end_of(connection_, "copy out");
    return false;
}

bool CopyOut::next() {
    if (done_ || !receive()) return false;
    if (at_start_) {
        // The header comes alone or with the first row.
        rest_.remove_prefix(std::min(rest_.size(), signature.size() + flags_and_extension));
        at_start_ = false;
        if (rest_.empty() && !receive()) return false;
    }
    if (read_big_endian<std::int16_t>(rest_) >= 0) return true;
    while (receive()) {
    }
    return false;
}

std::optional<std::string_view> CopyOut::field() {
    const auto length = read_big_endian<std::int32_t>(rest_);
    if (length < 0) return std::nullopt;
    const auto field = rest_.substr(0, static_cast<std::size_t>(length));
    rest_.remove_prefix(field.size());
    return field;
}

}  // namespace rollcall::db::postgres
