// What an upload's text fields ask for.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/mode.hpp"
#include "base/result.hpp"

namespace rollcall::http::handlers {

using Fields = std::map<std::string, std::string, std::less<>>;

struct UploadOptions {
    Mode mode = Mode::upsert;
    bool dry_run = false;
    bool force = false;
    std::optional<Instant> run_at;
};

// Refuses with validation_error a value that its field does not take; unknown fields are ignored.
Result<UploadOptions> read_options(const Fields& fields, Instant now);

// What makes two requests with one Idempotency-Key the same: the file and what is asked for it.
std::string fingerprint_of(const std::string& sha256, const Fields& fields);

}  // namespace rollcall::http::handlers
