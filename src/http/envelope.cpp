#include "http/envelope.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "base/calendar.hpp"
#include "base/text.hpp"
#include "http/guard.hpp"
#include "http/wire/target.hpp"

namespace rollcall::http {
namespace {

namespace json = boost::json;

bool has_header(const Headers& headers, std::string_view name) {
    return std::ranges::any_of(headers, [&](const auto& one) {
        return equals_folded(one.first, name);
    });
}

void add_status_headers(Response& response) {
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!has_header(response.headers, name)) response.headers.emplace_back(name, value);
    };
    switch (response.status) {
        case 401: add("WWW-Authenticate", R"(Bearer realm="rollcall")"); break;
        case 429: add("Retry-After", "60"); break;
        case 503: add("Retry-After", "30"); break;
        default: break;
    }
}

// Which file code stands behind a general one; nothing where the code says it all.
std::optional<json::object> reason_of(Errc code) {
    if (!is_file_error(code)) return std::nullopt;
    return json::object{{"reason", to_string(code)}};
}

}  // namespace

Meaning meaning_of(Errc code) {
    switch (code) {
        case Errc::validation_error: return {400, "VALIDATION_ERROR"};
        case Errc::authentication_error: return {401, "AUTHENTICATION_ERROR"};
        case Errc::authorization_error: return {403, "AUTHORIZATION_ERROR"};
        case Errc::not_found: return {404, "NOT_FOUND"};
        case Errc::method_not_allowed: return {405, "METHOD_NOT_ALLOWED"};
        case Errc::request_timeout: return {408, "REQUEST_TIMEOUT"};
        case Errc::conflict:
        case Errc::wrong_state:
        case Errc::lease_lost:
        case Errc::cancelled: return {409, "CONFLICT"};
        case Errc::file_too_large_upload: return {413, "FILE_TOO_LARGE"};
        case Errc::uri_too_long: return {414, "URI_TOO_LONG"};
        case Errc::unsupported_file: return {415, "UNSUPPORTED_FILE"};
        case Errc::range_not_satisfiable: return {416, "RANGE_NOT_SATISFIABLE"};
        case Errc::idempotency_key_reused: return {422, "IDEMPOTENCY_KEY_REUSED"};
        case Errc::unreadable_file:
        case Errc::file_empty:
        case Errc::file_not_a_spreadsheet:
        case Errc::file_legacy_xls:
        case Errc::file_encrypted:
        case Errc::file_xlsb:
        case Errc::file_ods:
        case Errc::file_truncated:
        case Errc::file_corrupt:
        case Errc::file_too_large:
        case Errc::too_many_rows:
        case Errc::too_many_columns:
        case Errc::cell_too_long:
        case Errc::shared_strings_too_large:
        case Errc::xml_doctype:
        case Errc::xml_too_deep:
        case Errc::bad_reference:
        case Errc::external_reference:
        case Errc::no_sheet:
        case Errc::no_header:
        case Errc::missing_columns:
        case Errc::duplicate_columns:
        case Errc::no_rows:
        case Errc::csv_unclosed_quote:
        case Errc::csv_line_too_long:
        case Errc::encoding:
        case Errc::corrupt_source: return {422, "UNREADABLE_FILE"};
        case Errc::rate_limit_exceeded: return {429, "RATE_LIMIT_EXCEEDED"};
        case Errc::headers_too_large: return {431, "HEADERS_TOO_LARGE"};
        case Errc::queue_full: return {503, "QUEUE_FULL"};
        case Errc::unavailable: return {503, "UNAVAILABLE"};
        case Errc::storage_full: return {507, "STORAGE_FULL"};
        case Errc::internal_error:
        case Errc::resource_limit:
        case Errc::reader_crashed:
        case Errc::job_timeout:
        case Errc::job_stalled: break;
    }
    return {500, "INTERNAL_ERROR"};
}

Response json_response(unsigned status, const json::object& body) {
    Response response{.status = status, .headers = {}, .body = json::serialize(body)};
    response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    return response;
}

Response succeed(const Success& success, Instant now) {
    return json_response(
        success.status,
        {
            {"success", true},
            {"message", success.message},
            {"data", success.data},
            {"timestamp", to_iso_time(now)},
        }
    );
}

Response fail(const Head& head, const Refusal& refusal, Instant now) {
    const auto meaning = meaning_of(refusal.error.code);
    const auto details = refusal.details ? refusal.details : reason_of(refusal.error.code);
    const auto message = replace_bad_utf8(refusal.error.message);
    auto response = json_response(
        meaning.status,
        {
            {"success", false},
            {"message", message},
            {"error",
             {
                 {"code", meaning.code},
                 {"message", message},
                 {"details", details ? json::value(*details) : json::value(nullptr)},
                 {"path", wire::path_for_people(head.target)},
                 {"method", replace_bad_utf8(head.method)},
                 {"request_id", replace_bad_utf8(head.request_id)},
             }},
            {"timestamp", to_iso_time(now)},
        }
    );
    response.headers.insert(response.headers.end(), refusal.headers.begin(), refusal.headers.end());
    add_status_headers(response);
    return response;
}

void add_house_headers(Response& response, const Head& head) {
    response.headers.emplace_back("X-Request-Id", head.request_id);
    response.headers.emplace_back("Cache-Control", "no-store");
    add_guard_headers(response, head.secure);
}

}  // namespace rollcall::http
