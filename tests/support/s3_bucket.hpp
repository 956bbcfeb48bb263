// A bucket of its own in the test's S3 server (tools/s3rver.py), for one test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

#include "base/ids.hpp"
#include "spool/s3/settings.hpp"

namespace rollcall::tests {

// Whether there is a server to test with; else tests skip and say why.
inline bool has_s3() {
    return std::getenv("ROLLCALL_TEST_S3") != nullptr;  // NOLINT(concurrency-mt-unsafe)
}

inline constexpr const char* no_s3 =
    "no S3: run this by `tools/s3rver.py run …`, as ./dev test does";

// Needs has_s3().
class S3Bucket {
public:
    S3Bucket() : name_("test-" + random_hex(8)) { std::filesystem::create_directory(folder()); }
    S3Bucket(const S3Bucket&) = delete;
    S3Bucket& operator=(const S3Bucket&) = delete;
    ~S3Bucket() {
        std::error_code ignored;
        std::filesystem::remove_all(folder(), ignored);
    }

    // Where s3rver keeps the bucket's objects.
    std::filesystem::path folder() const {
        return std::filesystem::path(std::getenv("ROLLCALL_TEST_S3_FOLDER")) / name_;  // NOLINT
    }
    spool::s3::S3Settings settings() const {
        spool::s3::S3Settings settings;
        settings.place = {name_, "rollcall/"};
        settings.endpoint = std::getenv("ROLLCALL_TEST_S3");  // NOLINT(concurrency-mt-unsafe)
        settings.key = {"S3RVER", "S3RVER", "us-east-1"};
        return settings;
    }

private:
    std::string name_;
};

}  // namespace rollcall::tests
