#include "base/result.hpp"

#include <array>
#include <cstddef>

namespace rollcall {
namespace {

constexpr std::array<std::string_view, 52> names{
    "VALIDATION_ERROR",
    "AUTHENTICATION_ERROR",
    "AUTHORIZATION_ERROR",
    "NOT_FOUND",
    "METHOD_NOT_ALLOWED",
    "REQUEST_TIMEOUT",
    "CONFLICT",
    "FILE_TOO_LARGE",
    "URI_TOO_LONG",
    "UNSUPPORTED_FILE",
    "RANGE_NOT_SATISFIABLE",
    "UNREADABLE_FILE",
    "IDEMPOTENCY_KEY_REUSED",
    "RATE_LIMIT_EXCEEDED",
    "HEADERS_TOO_LARGE",
    "INTERNAL_ERROR",
    "QUEUE_FULL",
    "UNAVAILABLE",
    "STORAGE_FULL",
    "WRONG_STATE",
    "LEASE_LOST",
    "CANCELLED",
    "FILE_EMPTY",
    "FILE_NOT_A_SPREADSHEET",
    "FILE_LEGACY_XLS",
    "FILE_ENCRYPTED",
    "FILE_XLSB",
    "FILE_ODS",
    "FILE_TRUNCATED",
    "FILE_CORRUPT",
    "FILE_TOO_LARGE",
    "TOO_MANY_ROWS",
    "TOO_MANY_COLUMNS",
    "CELL_TOO_LONG",
    "SHARED_STRINGS_TOO_LARGE",
    "XML_DOCTYPE",
    "XML_TOO_DEEP",
    "BAD_REFERENCE",
    "EXTERNAL_REFERENCE",
    "NO_SHEET",
    "NO_HEADER",
    "MISSING_COLUMNS",
    "DUPLICATE_COLUMNS",
    "NO_ROWS",
    "CSV_UNCLOSED_QUOTE",
    "CSV_LINE_TOO_LONG",
    "ENCODING",
    "CORRUPT_SOURCE",
    "RESOURCE_LIMIT",
    "READER_CRASHED",
    "JOB_TIMEOUT",
    "JOB_STALLED",
};
static_assert(names.size() == static_cast<std::size_t>(Errc::job_stalled) + 1);

}  // namespace

std::string_view to_string(Errc code) {
    return names.at(static_cast<std::size_t>(code));
}

std::expected<Errc, Errc> parse_errc(std::string_view name) {
    // From the back: FILE_TOO_LARGE stands twice, and the file's own meaning is the one stored.
    for (std::size_t i = names.size(); i-- > 0;) {
        if (names.at(i) == name) return static_cast<Errc>(i);
    }
    return std::unexpected(Errc::not_found);
}

bool is_file_error(Errc code) {
    return code >= Errc::file_empty && code <= Errc::corrupt_source;
}

}  // namespace rollcall
