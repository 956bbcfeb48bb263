// Names of things: job ids and request ids.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace rollcall {

// `job-<ms since 1970>-<digits>`: unique, ordered by time, not guessable (12 random digits).
class JobId {
public:
    JobId() = default;

    // Or Bull's `bull-<number>`, `bull-repeat-<MD5>-<ms>`; else validation_error. 64 characters.
    static Result<JobId> parse(std::string_view text);
    static JobId make(Instant now);

    const std::string& text() const { return text_; }
    auto operator<=>(const JobId&) const = default;

private:
    explicit JobId(std::string text) : text_(std::move(text)) {}
    std::string text_;
};

// Random bytes of the operating system; throws Failure when it has none. At most 256 at once: so
// many it gives whole, whatever interrupts.
std::string random_bytes(std::size_t bytes);
// The same as lower-case hex.
std::string random_hex(std::size_t bytes);

// A uniformly random number below `bound`, from the operating system.
std::uint64_t random_below(std::uint64_t bound);

}  // namespace rollcall

template <>
struct std::hash<rollcall::JobId> {
    std::size_t operator()(const rollcall::JobId& id) const noexcept {
        return std::hash<std::string>{}(id.text());
    }
};
