#include "spool/s3/bucket.hpp"

#include <cerrno>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "base/failure.hpp"
#include "base/hash.hpp"
#include "spool/s3/settings.hpp"
#include "tests/support/canned_server.hpp"

namespace rollcall::spool::s3 {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::Le;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using tests::canned;
using tests::CannedServer;

std::string error(std::string_view code) {
    return "<Error><Code>" + std::string(code) + "</Code><Message>Sorry.</Message></Error>";
}

// A bucket whose waits are noted and not waited.
class Waits {
public:
    Bucket bucket(const std::string& endpoint) {
        S3Settings settings;
        settings.place = {"members", "rollcall/"};
        settings.endpoint = endpoint;
        settings.key = {"KEY", "do-not-tell", "us-east-1"};
        settings.tries_max = 3;
        settings.wait = [this](Milliseconds time) { waits_.push_back(time.count()); };
        return Bucket(settings);
    }
    const std::vector<std::int64_t>& waits() const { return waits_; }

private:
    std::vector<std::int64_t> waits_;
};

struct Thrown {
    std::string what;
    Broken broken = Broken::other;
};
Thrown thrown_by(const std::function<void()>& step) {
    try {
        step();
    } catch (const Failure& failure) {
        return {failure.what(), failure.broken()};
    }
    return {"nothing was thrown"};
}

TEST(S3Bucket, SendsAgainWhatTheServiceWasTooBusyFor) {
    CannedServer server({canned("503 Slow Down", error("SlowDown")), canned("200 OK", "")});
    Waits waits;

    waits.bucket(server.url()).put("a", {"bytes", sha256_hex("bytes")});

    EXPECT_THAT(server.requests(), SizeIs(2));
    EXPECT_THAT(waits.waits(), ElementsAre(AllOf(Ge(100), Le(200))));
}

TEST(S3Bucket, WaitsLongerEachTimeAndGivesUp) {
    const auto busy = canned("500 Internal Server Error", error("InternalError"));
    CannedServer server({busy, busy, busy});
    Waits waits;

    const auto thrown = thrown_by([&] { waits.bucket(server.url()).remove("a"); });

    EXPECT_EQ(thrown.what, "S3: remove an object: 500 InternalError: Sorry.");
    EXPECT_EQ(thrown.broken, Broken::database);
    EXPECT_THAT(waits.waits(), ElementsAre(AllOf(Ge(100), Le(200)), AllOf(Ge(200), Le(400))));
}

TEST(S3Bucket, DoesNotRepeatWhatIsForbiddenAndTellsNoSecret) {
    CannedServer server({canned(
        "403 Forbidden",
        "<Error><Code>SignatureDoesNotMatch</Code><Message>It differs.</Message>"
        "<StringToSign>do-not-tell</StringToSign></Error>"
    )});
    Waits waits;

    const auto thrown = thrown_by([&] { waits.bucket(server.url()).remove("a"); });

    EXPECT_EQ(thrown.what, "S3: remove an object: 403 SignatureDoesNotMatch: It differs.");
    EXPECT_EQ(thrown.broken, Broken::other);
    EXPECT_THAT(server.requests(), ElementsAre(Not(HasSubstr("do-not-tell"))));
}

TEST(S3Bucket, TellsAServiceThatIsOutOfReach) {
    std::string nobody;
    {
        CannedServer gone({});
        nobody = gone.url();
    }
    Waits waits;

    const auto thrown = thrown_by([&] { waits.bucket(nobody).remove("a"); });

    EXPECT_THAT(thrown.what, StartsWith("S3: remove an object: "));
    EXPECT_EQ(thrown.broken, Broken::database);
    EXPECT_THAT(waits.waits(), SizeIs(2));
}

TEST(S3Bucket, TellsAServiceWithoutSpace) {
    CannedServer server({canned("507 Insufficient Storage", error("XMinioStorageFull"))});
    Waits waits;

    const auto thrown = thrown_by([&] {
        waits.bucket(server.url()).put("a", {"bytes", sha256_hex("bytes")});
    });

    EXPECT_EQ(thrown.broken, Broken::disk_full);
}

TEST(S3Bucket, SignsTheBytesThatItSends) {
    CannedServer server({canned("200 OK", "")});
    Waits waits;

    waits.bucket(server.url()).put("a", {"bytes", sha256_hex("bytes")});

    EXPECT_THAT(
        server.requests(),
        ElementsAre(AllOf(
            StartsWith("PUT /members/rollcall/a HTTP/1.1\r\n"),
            HasSubstr("x-amz-content-sha256: " + sha256_hex("bytes") + "\r\n"),
            HasSubstr("\r\n\r\nbytes")
        ))
    );
}

TEST(S3Bucket, BeginsAgainWhenTheLinkBreaksInTheMiddleOfAnObject) {
    CannedServer server(
        {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n01234", canned("200 OK", "0123456789")}
    );
    Waits waits;
    std::string got;

    const auto object = waits.bucket(server.url())
                            .get(
                                "a",
                                {.take =
                                     [&](std::string_view bytes) {
                                         got += bytes;
                                         return 0;
                                     },
                                 .restart = [&] { got.clear(); }}
                            );

    ASSERT_TRUE(object);
    EXPECT_EQ(got, "0123456789");
}

TEST(S3Bucket, TellsWhyAnObjectCouldNotBeKept) {
    CannedServer server({canned("200 OK", "0123456789")});
    Waits waits;
    const Bucket::Sink full{.take = [](std::string_view) { return ENOSPC; }, .restart = [] {}};

    const auto thrown = thrown_by([&] { waits.bucket(server.url()).get("a", full); });

    EXPECT_EQ(thrown.broken, Broken::disk_full);
    EXPECT_THAT(waits.waits(), SizeIs(0));
}

TEST(S3Bucket, TellsAMissingObjectFromAMissingBucket) {
    CannedServer server(
        {canned("404 Not Found", error("NoSuchKey")),
         canned("404 Not Found", error("NoSuchBucket"))}
    );
    Waits waits;
    auto bucket = waits.bucket(server.url());
    const Bucket::Sink sink{.take = [](std::string_view) { return 0; }, .restart = [] {}};

    EXPECT_FALSE(bucket.get("a", sink));
    EXPECT_THAT(thrown_by([&] { bucket.get("a", sink); }).what, HasSubstr("NoSuchBucket"));
}

TEST(S3Bucket, HearsAnErrorBehindAGoodStatus) {
    CannedServer server({canned("200 OK", error("AccessDenied"))});
    Waits waits;

    const auto thrown = thrown_by([&] {
        waits.bucket(server.url()).copy_to("b", {"a", sha256_hex("")});
    });

    EXPECT_THAT(thrown.what, HasSubstr("AccessDenied"));
}

TEST(S3Bucket, TakesJoinedPartsForJoinedWhenTheAnswerWasLost) {
    const std::string listed =
        "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>rollcall/a</Key>"
        "<LastModified>2026-03-09T10:11:12.000Z</LastModified><Size>7</Size></Contents>"
        "</ListBucketResult>";
    CannedServer server(
        {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
         canned("404 Not Found", error("NoSuchUpload")),
         canned("200 OK", listed)}
    );
    Waits waits;

    waits.bucket(server.url()).join_parts({"a", "upload", {}}, {"\"tag\""});

    EXPECT_THAT(server.requests(), SizeIs(3));
}

}  // namespace
}  // namespace rollcall::spool::s3
