#include "http/handlers/upload_options.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "base/manual_clock.hpp"

namespace rollcall::http::handlers {
namespace {

Instant now() {
    return ManualClock().now();
}

TEST(UploadOptions, HaveTheirDefaults) {
    const auto options = read_options({{"colour", "blue"}}, now());

    ASSERT_TRUE(options);
    EXPECT_EQ(options->mode, Mode::upsert);
    EXPECT_FALSE(options->dry_run);
    EXPECT_FALSE(options->force);
    EXPECT_EQ(options->run_at, std::nullopt);
}

TEST(UploadOptions, AreWhatTheFieldsSay) {
    const auto options = read_options(
        {{"mode", "insert"}, {"dry_run", "true"}, {"force", "1"}, {"delay_ms", "1500"}}, now()
    );

    ASSERT_TRUE(options);
    EXPECT_EQ(options->mode, Mode::insert);
    EXPECT_TRUE(options->dry_run);
    EXPECT_TRUE(options->force);
    EXPECT_EQ(options->run_at, now() + Milliseconds(1500));
}

TEST(UploadOptions, StartAtOnceWhenTheTimeIsOver) {
    EXPECT_EQ(read_options({{"run_at", "2020-01-01T00:00:00Z"}}, now())->run_at, std::nullopt);
    EXPECT_EQ(read_options({{"delay_ms", "0"}}, now())->run_at, std::nullopt);
}

TEST(UploadOptions, AreRefusedWithABadValue) {
    const std::vector<Fields> cases{
        {{"mode", "replace"}},
        {{"mode", "UPSERT"}},
        {{"dry_run", "maybe"}},
        {{"force", "2"}},
        {{"delay_ms", "-1"}},
        {{"delay_ms", "soon"}},
        {{"delay_ms", "7776000001"}},
        {{"run_at", ""}},
        {{"run_at", "2026-01-02"}},
        {{"run_at", "2036-01-02T00:00:00Z"}},
        {{"run_at", "2026-01-02T00:00:00Z"}, {"delay_ms", "5"}},
    };

    for (const auto& fields : cases) {
        SCOPED_TRACE(fields.begin()->first + "=" + fields.begin()->second);
        const auto options = read_options(fields, now());
        ASSERT_FALSE(options);
        EXPECT_EQ(options.error().code, Errc::validation_error);
    }
}

TEST(UploadOptions, MakeAFingerprintOfWhatMatters) {
    const auto plain = fingerprint_of("aa", {});

    EXPECT_EQ(fingerprint_of("aa", {{"colour", "blue"}}), plain);
    EXPECT_NE(fingerprint_of("ab", {}), plain);
    EXPECT_NE(fingerprint_of("aa", {{"mode", "insert"}}), plain);
    EXPECT_NE(fingerprint_of("aa", {{"dry_run", "1"}}), fingerprint_of("aa", {{"force", "1"}}));
}

}  // namespace
}  // namespace rollcall::http::handlers
