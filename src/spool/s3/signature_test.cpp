// The examples of Amazon's "Signature Calculations for the Authorization Header" (single chunk),
// whose signatures were computed a second time by another program.
#include "spool/s3/signature.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/hash.hpp"

namespace rollcall::spool::s3 {
namespace {

using testing::EndsWith;

const Key example_key{
    "AKIAIOSFODNN7EXAMPLE",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    "us-east-1"};
constexpr Instant example_day{std::chrono::milliseconds{1'369'353'600'000}};

Unsigned get(std::string path, std::map<std::string, std::string> query) {
    return {
        .method = "GET",
        .path = std::move(path),
        .query = std::move(query),
        .headers = {{"host", "examplebucket.s3.amazonaws.com"}},
        .payload_sha256 = sha256_hex("")};
}

TEST(Signature, IsThatOfAmazonsExamples) {
    struct Case {
        std::string name;
        Unsigned request;
        std::string_view signature;
    };
    auto ranged = get("/test.txt", {});
    ranged.headers["range"] = "bytes=0-9";
    Unsigned put{
        .method = "PUT",
        .path = "/test$file.text",
        .query = {},
        .headers =
            {{"host", "examplebucket.s3.amazonaws.com"},
             {"date", "Fri, 24 May 2013 00:00:00 GMT"},
             {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
        .payload_sha256 = sha256_hex("Welcome to Amazon S3.")};
    const std::vector<Case> cases{
        {"get an object",
         ranged,
         "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"},
        {"put an object", put, "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"},
        {"get a bucket's lifecycle",
         get("/", {{"lifecycle", ""}}),
         "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"},
        {"list objects",
         get("/", {{"prefix", "J"}, {"max-keys", "2"}}),
         "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"},
    };
    for (const auto& [name, request, signature] : cases) {
        SCOPED_TRACE(name);
        auto signed_request = request;

        sign(signed_request, example_key, example_day);

        EXPECT_THAT(
            signed_request.headers["authorization"],
            EndsWith(",Signature=" + std::string(signature))
        );
    }
}

TEST(Signature, NamesKeyDayRegionAndWhatIsSigned) {
    auto request = get("/test.txt", {});

    sign(request, example_key, example_day);

    EXPECT_THAT(
        request.headers["authorization"],
        testing::StartsWith("AWS4-HMAC-SHA256 "
                            "Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
                            "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=")
    );
}

TEST(Signature, EncodesWhatUrlsGiveAMeaning) {
    EXPECT_EQ(percent_encode("a b/\xC3\xA9~-_.", true), "a%20b/%C3%A9~-_.");
    EXPECT_EQ(percent_encode("a/b=c", false), "a%2Fb%3Dc");
    EXPECT_EQ(encoded_query({{"prefix", "a&b"}, {"acl", ""}}), "acl=&prefix=a%26b");
}

}  // namespace
}  // namespace rollcall::spool::s3
