#include "http/envelope.hpp"

#include <set>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/manual_clock.hpp"

namespace rollcall::http {
namespace {

namespace json = boost::json;
using testing::Contains;
using testing::Pair;

Head some_head() {
    Head head;
    head.method = "GET";
    head.target = "/api/v1/bulk-upload/status/job-1-1?token=secret";
    head.request_id = "r1";
    return head;
}

json::object body_of(const Response& response) {
    return json::parse(std::get<std::string>(response.body)).as_object();
}

TEST(Envelope, GivesEveryRefusalTheOneErrorShape) {
    for (unsigned i = 0; i <= static_cast<unsigned>(Errc::job_stalled); ++i) {
        const auto code = static_cast<Errc>(i);
        SCOPED_TRACE(to_string(code));

        const auto response = fail(some_head(), Error{code, "What, where, and now.", {}}, {});

        const auto body = body_of(response);
        EXPECT_GE(response.status, 400U);
        EXPECT_EQ(body.at("success"), false);
        EXPECT_EQ(body.at("message"), "What, where, and now.");
        EXPECT_EQ(body.at("timestamp"), "1970-01-01T00:00:00.000Z");
        const auto& error = body.at("error").as_object();
        EXPECT_EQ(error.size(), 6U);
        EXPECT_EQ(error.at("code"), json::string_view(meaning_of(code).code));
        EXPECT_EQ(error.at("message"), "What, where, and now.");
        EXPECT_TRUE(error.contains("details"));
        EXPECT_EQ(error.at("path"), "/api/v1/bulk-upload/status/job-1-1");
        EXPECT_EQ(error.at("method"), "GET");
        EXPECT_EQ(error.at("request_id"), "r1");
    }
}

TEST(Envelope, KnowsTheStatusOfEveryCodeOnTheWire) {
    struct Case {
        Errc code;
        unsigned status;
        std::string_view name;
    };
    const std::vector<Case> cases{
        {Errc::validation_error, 400, "VALIDATION_ERROR"},
        {Errc::authentication_error, 401, "AUTHENTICATION_ERROR"},
        {Errc::authorization_error, 403, "AUTHORIZATION_ERROR"},
        {Errc::not_found, 404, "NOT_FOUND"},
        {Errc::method_not_allowed, 405, "METHOD_NOT_ALLOWED"},
        {Errc::request_timeout, 408, "REQUEST_TIMEOUT"},
        {Errc::conflict, 409, "CONFLICT"},
        {Errc::wrong_state, 409, "CONFLICT"},
        {Errc::file_too_large_upload, 413, "FILE_TOO_LARGE"},
        {Errc::uri_too_long, 414, "URI_TOO_LONG"},
        {Errc::unsupported_file, 415, "UNSUPPORTED_FILE"},
        {Errc::range_not_satisfiable, 416, "RANGE_NOT_SATISFIABLE"},
        {Errc::file_corrupt, 422, "UNREADABLE_FILE"},
        {Errc::idempotency_key_reused, 422, "IDEMPOTENCY_KEY_REUSED"},
        {Errc::rate_limit_exceeded, 429, "RATE_LIMIT_EXCEEDED"},
        {Errc::headers_too_large, 431, "HEADERS_TOO_LARGE"},
        {Errc::internal_error, 500, "INTERNAL_ERROR"},
        {Errc::queue_full, 503, "QUEUE_FULL"},
        {Errc::unavailable, 503, "UNAVAILABLE"},
        {Errc::storage_full, 507, "STORAGE_FULL"},
    };

    for (const auto& one : cases) {
        SCOPED_TRACE(one.name);
        EXPECT_EQ(meaning_of(one.code).status, one.status);
        EXPECT_EQ(meaning_of(one.code).code, one.name);
    }
}

TEST(Envelope, SaysHowToGoOnWhereTheStatusAsksForIt) {
    const auto headers = [](Errc code) {
        return fail(some_head(), Error{code, "x", {}}, {}).headers;
    };

    EXPECT_THAT(
        headers(Errc::authentication_error), Contains(Pair("WWW-Authenticate", testing::_))
    );
    EXPECT_THAT(headers(Errc::rate_limit_exceeded), Contains(Pair("Retry-After", testing::_)));
    EXPECT_THAT(headers(Errc::queue_full), Contains(Pair("Retry-After", testing::_)));
    EXPECT_THAT(headers(Errc::unavailable), Contains(Pair("Retry-After", testing::_)));
}

TEST(Envelope, TellsTheFileCodeAsTheReason) {
    const auto response = fail(some_head(), Error{Errc::missing_columns, "x", {}}, {});

    EXPECT_EQ(
        body_of(response).at("error").at("details").at("reason"),
        json::string_view("MISSING_COLUMNS")
    );
}

TEST(Envelope, NeverSendsBytesThatAreNotText) {
    auto head = some_head();
    head.method = "\xFF";
    head.request_id = "\x01\"\xC3";

    const auto response = fail(head, Error{Errc::not_found, "\xF0\x9F", {}}, {});

    EXPECT_EQ(body_of(response).at("success"), false);
}

TEST(Envelope, WrapsSuccess) {
    const auto response = succeed({.message = "Done", .data = {{"a", 1}}}, ManualClock().now());

    const auto body = body_of(response);
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(body.at("success"), true);
    EXPECT_EQ(body.at("message"), "Done");
    EXPECT_EQ(body.at("data").at("a"), 1);
    EXPECT_EQ(body.at("timestamp"), "2026-01-01T00:00:00.000Z");
}

TEST(Envelope, PutsTheHouseHeadersOnEveryAnswer) {
    Response response;

    add_house_headers(response, some_head());

    EXPECT_THAT(response.headers, Contains(Pair("X-Request-Id", "r1")));
    EXPECT_THAT(response.headers, Contains(Pair("X-Content-Type-Options", "nosniff")));
    EXPECT_THAT(response.headers, Contains(Pair("Cache-Control", "no-store")));
    EXPECT_THAT(response.headers, Contains(Pair("Referrer-Policy", "no-referrer")));
    EXPECT_THAT(
        response.headers,
        Contains(Pair("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
    );
}

}  // namespace
}  // namespace rollcall::http
