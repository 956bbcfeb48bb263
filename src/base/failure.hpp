// A broken world: disk full, database gone, out of memory. Thrown, and caught at four boundaries:
// the attempt, the request, the keeper's tick, main.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace rollcall {

// What broke, so that the attempt's boundary can tell "wait for it" from "try again".
enum class Broken : unsigned char {
    other,
    database,      // the store does not answer or refuses to write
    disk_full,     // ENOSPC, EDQUOT, SQLITE_FULL
    corrupt_data,  // stored bytes are not what was stored
};

// A failure with its chain of contexts: "load chunk 17 of job-12: sqlite: disk I/O error".
class Failure : public std::runtime_error {
public:
    explicit Failure(const std::string& what, Broken broken = Broken::other)
        : std::runtime_error(what), broken_(broken) {}

    Broken broken() const { return broken_; }

    // The same failure, seen from one step further out.
    Failure within(std::string_view context) const {
        return Failure(std::string(context) + ": " + what(), broken_);
    }

private:
    Broken broken_;
};

// Throws a Failure that carries errno's text; ENOSPC and EDQUOT become Broken::disk_full.
[[noreturn]] void throw_errno(std::string_view context, int error);

}  // namespace rollcall
