#include "base/ids.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <limits>
#include <utility>

#include <sys/random.h>

#include "base/failure.hpp"
#include "base/text.hpp"

namespace rollcall {
namespace {

constexpr std::size_t digits_random = 12;
constexpr std::size_t job_id_bytes_max = 64;

void fill_random(void* into, std::size_t bytes) {
    if (::getrandom(into, bytes, 0) != static_cast<ssize_t>(bytes)) {
        throw_errno("read random bytes", errno);
    }
}

bool all_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_number(std::string_view text) {
    return !text.empty() && all_digits(text);
}

// `repeat-<MD5>-<ms>`
bool is_run(std::string_view text) {
    constexpr std::string_view mark = "repeat-";
    constexpr std::size_t digest_digits = 32;
    const auto digest = text.substr(std::min(text.size(), mark.size()), digest_digits);
    const auto rest = text.substr(std::min(text.size(), mark.size() + digest_digits));
    return text.starts_with(mark) && digest.find_first_not_of("0123456789abcdef") == digest.npos &&
           rest.starts_with('-') && is_number(rest.substr(1));
}

}  // namespace

std::string random_bytes(std::size_t bytes) {
    std::string raw(bytes, '\0');
    fill_random(raw.data(), raw.size());
    return raw;
}

std::string random_hex(std::size_t bytes) {
    return to_hex(random_bytes(bytes));
}

std::uint64_t random_below(std::uint64_t bound) {
    // Values past the last whole multiple of bound would favour small results: draw again.
    const auto last = std::numeric_limits<std::uint64_t>::max() -
                      std::numeric_limits<std::uint64_t>::max() % bound;
    std::uint64_t value = 0;
    do {
        fill_random(&value, sizeof value);
    } while (value >= last);
    return value % bound;
}

Result<JobId> JobId::parse(std::string_view text) {
    const auto wrong = [&] {
        return refuse(
            Errc::validation_error,
            "not a job id: expected job-<milliseconds>-<digits>, as the upload's answer gave it"
        );
    };
    if (text.size() > job_id_bytes_max) return wrong();
    constexpr std::string_view bulls = "bull-";
    if (text.starts_with(bulls)) {
        if (!is_number(text.substr(bulls.size())) && !is_run(text.substr(bulls.size())))
            return wrong();
        return JobId(std::string(text));
    }
    if (!text.starts_with("job-")) return wrong();
    const auto rest = text.substr(4);
    const auto dash = rest.find('-');
    if (dash == std::string_view::npos || dash == 0 || dash + 1 == rest.size()) return wrong();
    if (!all_digits(rest.substr(0, dash)) || !all_digits(rest.substr(dash + 1))) return wrong();
    return JobId(std::string(text));
}

JobId JobId::make(Instant now) {
    constexpr std::uint64_t bound = 1'000'000'000'000;
    auto random = std::to_string(random_below(bound));
    random.insert(0, digits_random - random.size(), '0');
    return JobId("job-" + std::to_string(now.time_since_epoch().count()) + "-" + random);
}

}  // namespace rollcall
