// Where the bucket is, and who we are there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/result.hpp"
#include "spool/s3/http.hpp"
#include "spool/s3/signature.hpp"

namespace rollcall::spool::s3 {

struct Place {
    std::string bucket;
    std::string prefix;  // empty, or ends with a slash
};

// "s3://bucket" or "s3://bucket/some/prefix". Refuses with validation_error.
Result<Place> parse_place(std::string_view url);

// "https://s3.example.org" or "http://127.0.0.1:9000": no path, no user. Refuses with
// validation_error.
Result<std::string> parse_endpoint(std::string_view url);

// Amazon's own for the region.
std::string default_endpoint(std::string_view region);

struct S3Settings {
    Place place;
    std::string endpoint;
    Key key;
    HttpTimeouts timeouts;
    // A request that meets no answer, a busy service or its error is sent again; waits double, with
    // chance in them.
    std::uint32_t tries_max = 5;
    Milliseconds first_wait{100};
    // Waits so long; tests do not.
    std::function<void(Milliseconds)> wait;
    // Of multipart uploads: at least 5 MiB but for the last part, at most 10,000 parts.
    std::size_t part_bytes = 8 * mib;
    // Names that one answer lists at most.
    std::uint32_t page_entries = 1'000;
};

}  // namespace rollcall::spool::s3
