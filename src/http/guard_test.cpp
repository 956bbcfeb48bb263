#include "http/guard.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::http {
namespace {

using testing::Contains;
using testing::Key;
using testing::Not;
using testing::Pair;

TEST(Guard, KeepsBrowsersFromGuessingEmbeddingAndTelling) {
    Response response;

    add_guard_headers(response, false);

    EXPECT_THAT(response.headers, Contains(Pair("X-Content-Type-Options", "nosniff")));
    EXPECT_THAT(response.headers, Contains(Pair("Referrer-Policy", "no-referrer")));
    EXPECT_THAT(
        response.headers,
        Contains(Pair("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"))
    );
}

TEST(Guard, PromisesTlsOnlyThroughTls) {
    Response in_clear;
    Response secured;

    add_guard_headers(in_clear, false);
    add_guard_headers(secured, true);

    EXPECT_THAT(in_clear.headers, Not(Contains(Key("Strict-Transport-Security"))));
    EXPECT_THAT(secured.headers, Contains(Pair("Strict-Transport-Security", "max-age=31536000")));
}

}  // namespace
}  // namespace rollcall::http
