// A refusal as a value: what the caller must decide about stands in the return type.
//
// Three kinds of trouble, three channels: a bad row is data (check::Finding), a refusal is a
// Result, a broken world is thrown as Failure (base/failure.hpp).
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace rollcall {

// Why something was refused. Closed: `http/envelope.cpp` maps each to a status in one switch.
enum class Errc : std::uint8_t {
    // What a client asked for.
    validation_error,
    authentication_error,
    authorization_error,
    not_found,
    method_not_allowed,
    request_timeout,
    conflict,
    file_too_large_upload,
    uri_too_long,
    unsupported_file,
    range_not_satisfiable,
    unreadable_file,
    idempotency_key_reused,
    rate_limit_exceeded,
    headers_too_large,
    internal_error,
    queue_full,
    unavailable,
    storage_full,
    // What the queue and the loader refuse.
    wrong_state,
    lease_lost,
    cancelled,
    // What a file is refused for: an upload's `error_code`, spelled as in docs/formats.
    file_empty,
    file_not_a_spreadsheet,
    file_legacy_xls,
    file_encrypted,
    file_xlsb,
    file_ods,
    file_truncated,
    file_corrupt,
    file_too_large,
    too_many_rows,
    too_many_columns,
    cell_too_long,
    shared_strings_too_large,
    xml_doctype,
    xml_too_deep,
    bad_reference,
    external_reference,
    no_sheet,
    no_header,
    missing_columns,
    duplicate_columns,
    no_rows,
    csv_unclosed_quote,
    csv_line_too_long,
    encoding,
    corrupt_source,
    // What ends a job that was accepted.
    resource_limit,
    reader_crashed,
    job_timeout,
    job_stalled,
};

// The code as it stands on the wire, e.g. "MISSING_COLUMNS".
std::string_view to_string(Errc code);

// The code of a wire name; not_found when there is none of that name.
std::expected<Errc, Errc> parse_errc(std::string_view name);

// Whether the code tells of the uploaded file itself: such a job fails at once, without a retry.
bool is_file_error(Errc code);

// A refusal: the code for programs, the message for people (what, where, what to do).
struct Error {
    Errc code = Errc::internal_error;
    std::string message;
    // The id of what stands in the way, where there is one (the job that this one doubles).
    std::string subject;
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> refuse(Errc code, std::string message) {
    return std::unexpected(Error{code, std::move(message), {}});
}

}  // namespace rollcall
