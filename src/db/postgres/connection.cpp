#include "db/postgres/connection.hpp"

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <libpq-fe.h>
#include <postgres_ext.h>
#include <sys/eventfd.h>
#include <sys/poll.h>

#include "base/assert.hpp"
#include "base/descriptor.hpp"
#include "base/failure.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "db/postgres/failure.hpp"

namespace rollcall::db::postgres {
namespace {

// reliability.md's figures, with the reasons: a stopped program must not hold rows locked, a cut
// network must be noticed, and what was answered must be durable whatever the server's default is.
constexpr const char* session =
    "SET idle_in_transaction_session_timeout = '10s'; SET lock_timeout = '5s';"
    "SET statement_timeout = '60s'; SET client_min_messages = warning;"
    "SET standard_conforming_strings = on; SET TimeZone = 'UTC'; SET DateStyle = 'ISO';"
    // Ours are short statements over few rows: to compile one takes longer than to run it.
    "SET jit = off;"
    // A chunk of members on its way stays in memory; a session may say so only before it has used a
    // temporary table, and pays for what it uses.
    "SET temp_buffers = '64MB';"
    // A weaker default than `on` would lose what was answered; a stronger one is the owner's wish.
    "SELECT CASE WHEN current_setting('synchronous_commit') IN ('off', 'local')"
    " THEN set_config('synchronous_commit', 'on', false) END";

constexpr std::array<const char*, 9> session_keys{
    "application_name",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "client_encoding",
    "dbname",
    nullptr};

std::string first_line(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

std::string field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text == nullptr ? "" : text;
}

Broken broken_by(std::string_view sqlstate) {
    if (sqlstate == "53100") return Broken::disk_full;
    // Nothing is broken when the program or the data is at fault; everything else is waited for.
    const bool own_fault = sqlstate.starts_with("42") || sqlstate.starts_with("22") ||
                           sqlstate.starts_with("23") || sqlstate.starts_with("P0");
    return own_fault ? Broken::other : Broken::database;
}

// What PostgreSQL says of data may hold the data ("invalid input syntax for type integer: ...").
std::string told(const PGresult* result, std::string_view sqlstate) {
    auto text = sqlstate.starts_with("22") ? "a value that its column cannot hold"
                                           : field(result, PG_DIAG_MESSAGE_PRIMARY);
    const auto column = field(result, PG_DIAG_COLUMN_NAME);
    if (!column.empty() && text.find(column) == std::string::npos) text += " (" + column + ")";
    return text + " [" + std::string(sqlstate) + "]";
}

// What a function or trigger of the tables' owner says may hold a member's data: its kind is
// enough.
void log_notice(void* /*unused*/, const PGresult* notice) {
    const bool is_of_a_function = !field(notice, PG_DIAG_CONTEXT).empty();
    const auto text =
        is_of_a_function ? "from a function or trigger" : field(notice, PG_DIAG_MESSAGE_PRIMARY);
    log::warning(
        "db",
        "postgresql: " + field(notice, PG_DIAG_SEVERITY_NONLOCALIZED) + ": " + text + " [" +
            field(notice, PG_DIAG_SQLSTATE) + "]"
    );
}

}  // namespace

void throw_postgres(pg_conn* handle, const pg_result* result, std::string_view context) {
    auto sqlstate = result == nullptr ? "" : field(result, PG_DIAG_SQLSTATE);
    auto what = std::string(context) + ": postgresql: ";
    if (sqlstate.empty()) {
        what += first_line(PQerrorMessage(handle));
        throw PostgresFailure(what, std::move(sqlstate), Broken::database);
    }
    what += told(result, sqlstate);
    const auto broken = broken_by(sqlstate);
    throw PostgresFailure(what, std::move(sqlstate), broken);
}

ResultHandle checked(pg_conn* handle, pg_result* result, std::string_view context) {
    ResultHandle owned(result);
    switch (PQresultStatus(result)) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_SINGLE_TUPLE:
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT: return owned;
        default: throw_postgres(handle, result, context);
    }
}

void ClearResult::operator()(pg_result* result) const {
    PQclear(result);
}

Statement::Statement(Connection& connection, std::string name)
    : connection_(connection), name_(std::move(name)) {}

Statement::Parameter& Statement::parameter(int index) {
    ROLLCALL_ASSERT(index >= 1);
    const auto place = static_cast<std::size_t>(index);
    if (parameters_.size() < place) parameters_.resize(place);
    return parameters_[place - 1];
}

Statement& Statement::bind(int index, std::int64_t value) {
    auto& bound = parameter(index);
    const auto written =
        std::to_chars(bound.digits.data(), bound.digits.data() + bound.digits.size() - 1, value);
    *written.ptr = '\0';
    bound.digits_length = static_cast<std::uint8_t>(written.ptr - bound.digits.data());
    bound.form = Form::text;
    bound.view = {};
    return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
    auto& bound = parameter(index);
    bound.form = Form::bytes;
    bound.view = text;
    bound.digits_length = 0;
    return *this;
}

Statement& Statement::bind_bytes(int index, std::string_view bytes) {
    return bind(index, bytes);
}

Statement& Statement::bind_null(int index) {
    parameter(index).form = Form::null;
    return *this;
}

Statement& Statement::bind_or_null(int index, std::string_view text) {
    return text.data() == nullptr ? bind_null(index) : bind(index, text);
}

void Statement::execute() {
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
    for (const auto& bound : parameters_) {
        // The binary form of a text or bytea is its bytes, which need no end and no escapes.
        const bool is_number = bound.form == Form::text;
        const char* data = is_number ? bound.digits.data() : bound.view.data();
        if (data == nullptr) data = "";
        values.push_back(bound.form == Form::null ? nullptr : data);
        lengths.push_back(
            is_number ? int{bound.digits_length} : static_cast<int>(bound.view.size())
        );
        formats.push_back(is_number ? 0 : 1);
    }
    auto* handle = connection_.handle();
    result_ = checked(
        handle,
        PQexecPrepared(
            handle,
            name_.c_str(),
            static_cast<int>(values.size()),
            values.data(),
            lengths.data(),
            formats.data(),
            1
        ),
        "run a statement"
    );
    row_ = -1;
}

bool Statement::step() {
    if (!result_) execute();
    return ++row_ < PQntuples(result_.get());
}

std::int64_t Statement::run() {
    result_.reset();
    execute();
    return changes();
}

Result<std::int64_t> Statement::try_run() {
    try {
        return run();
    } catch (const PostgresFailure& failure) {
        if (!failure.forbids_row()) throw;
        return refuse(Errc::conflict, failure.words());
    }
}

void Statement::reset() {
    result_.reset();
    parameters_.clear();
    row_ = -1;
}

std::int64_t Statement::changes() const {
    const std::string_view text = PQcmdTuples(result_.get());
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

bool Statement::is_null(int column) const {
    return PQgetisnull(result_.get(), row_, column) != 0;
}

std::int64_t Statement::integer(int column) const {
    if (is_null(column)) return 0;
    const auto length = PQgetlength(result_.get(), row_, column);
    ROLLCALL_ASSERT(length == 1 || length == 2 || length == 4 || length == 8);
    const auto* bytes =
        reinterpret_cast<const unsigned char*>(PQgetvalue(result_.get(), row_, column));
    // Big-endian two's complement; a boolean's one byte is 0 or 1.
    auto value = static_cast<std::uint64_t>(length > 1 && bytes[0] >= 0x80 ? ~0ULL : 0);
    for (int i = 0; i < length; ++i)
        value = (value << 8U) | bytes[i];
    return static_cast<std::int64_t>(value);
}

std::string_view Statement::text(int column) const {
    if (is_null(column)) return {};
    return {
        PQgetvalue(result_.get(), row_, column),
        static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
}

void Connection::Finish::operator()(pg_conn* handle) const {
    PQfinish(handle);
}

Connection::Connection(const std::string& url) {
    // What the URL says comes last, so that it stands above these.
    constexpr std::array<const char*, 9> values{
        "rollcall", "10", "20000", "5", "5", "3", "UTF8", nullptr, nullptr};
    auto chosen = values;
    chosen[7] = url.c_str();
    handle_.reset(PQconnectdbParams(session_keys.data(), chosen.data(), 1));
    if (PQstatus(handle()) != CONNECTION_OK) throw_postgres(handle(), nullptr, "connect");
    // Without it libpq writes to stderr itself, past the log.
    PQsetNoticeReceiver(handle(), log_notice, nullptr);
    execute(session);
}

Connection::~Connection() = default;

Statement& Connection::prepared(std::string_view sql) {
    auto found = statements_.find(sql);
    if (found == statements_.end()) {
        const auto name = "s" + std::to_string(statements_.size());
        const std::string text(sql);
        checked(
            handle(),
            PQprepare(handle(), name.c_str(), text.c_str(), 0, nullptr),
            "prepare a statement"
        );
        found = statements_.emplace(text, std::make_unique<Statement>(*this, name)).first;
    }
    found->second->reset();
    return *found->second;
}

void Connection::execute(const std::string& sql) {
    query(sql);
}

// NOLINTNEXTLINE(readability-make-member-function-const): it changes the database.
ResultHandle Connection::query(const std::string& sql) {
    return checked(handle(), PQexec(handle(), sql.c_str()), "run a statement");
}

bool Connection::alive() const {
    return PQstatus(handle()) == CONNECTION_OK;
}

int Connection::backend() const {
    return PQbackendPID(handle());
}

// NOLINTNEXTLINE(readability-make-member-function-const): it takes what came from the connection.
std::optional<Notification>
Connection::next_notification(std::chrono::milliseconds patience, const std::stop_token& stop) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    const Descriptor waker(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    const std::stop_callback wake(stop, [&] { ::eventfd_write(waker.get(), 1); });
    while (!stop.stop_requested()) {
        if (PQconsumeInput(handle()) == 0) throw_postgres(handle(), nullptr, "listen");
        if (auto* told = PQnotifies(handle())) {
            Notification notification{told->relname, told->extra};
            PQfreemem(told);
            return notification;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
            deadline - std::chrono::steady_clock::now()
        );
        if (left.count() <= 0) return std::nullopt;
        std::array<pollfd, 2> ends{
            pollfd{.fd = PQsocket(handle()), .events = POLLIN, .revents = 0},
            pollfd{.fd = waker.get(), .events = POLLIN, .revents = 0}};
        ::poll(ends.data(), ends.size(), static_cast<int>(left.count()));
    }
    return std::nullopt;
}

}  // namespace rollcall::db::postgres
