#include "http/cors.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::http {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

const std::vector<std::string> origins{"https://app.example.org"};

Head from(std::string origin) {
    Head head;
    head.headers = {{"origin", std::move(origin)}};
    return head;
}

TEST(Cors, NamesAListedOriginAndNeverAWildcard) {
    Response response;

    add_cors_headers(response, from("https://app.example.org"), origins);

    EXPECT_THAT(
        response.headers, Contains(Pair("Access-Control-Allow-Origin", "https://app.example.org"))
    );
    EXPECT_THAT(response.headers, Contains(Pair("Vary", "Origin")));
}

TEST(Cors, SaysNothingToOthers) {
    for (const char* origin :
         {"https://evil.example", "null", "*", "https://app.example.org.evil.example", ""}) {
        SCOPED_TRACE(origin);
        Response response;
        add_cors_headers(response, from(origin), origins);
        EXPECT_THAT(response.headers, Not(Contains(Key("Access-Control-Allow-Origin"))));
    }
}

TEST(Cors, IsSilentWithoutAList) {
    Response response;

    add_cors_headers(response, from("https://app.example.org"), {});

    EXPECT_THAT(response.headers, IsEmpty());
}

TEST(Cors, AnswersThePreflightOfAListedOrigin) {
    const auto good =
        answer_options(from("https://app.example.org"), "GET, HEAD, OPTIONS", origins);
    const auto evil = answer_options(from("https://evil.example"), "GET, HEAD, OPTIONS", origins);

    EXPECT_EQ(good.status, 204U);
    EXPECT_THAT(good.headers, Contains(Pair("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS")));
    EXPECT_THAT(evil.headers, Contains(Pair("Allow", "GET, HEAD, OPTIONS")));
    EXPECT_THAT(evil.headers, Not(Contains(Key("Access-Control-Allow-Methods"))));
}

}  // namespace
}  // namespace rollcall::http
