// Passwords as hashes that are slow to try: Argon2id (RFC 9106) by libsodium.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "base/result.hpp"

namespace rollcall::access {

inline constexpr std::size_t password_characters_min = 12;
inline constexpr std::size_t password_bytes_max = 512;

// Refuses with validation_error what is too short, too long, the person's own address, or what
// everybody tries first.
Result<void> judge_password(std::string_view password, std::string_view email);

// Safe from any thread. A hash takes tens of milliseconds and `memory_bytes` for as long: who calls
// this on behalf of strangers bounds how many there are at a time.
class Passwords {
public:
    // OWASP's least: 19 MiB, two passes.
    struct Cost {
        std::uint64_t memory_bytes = 19 * mib;
        std::uint64_t passes = 2;
    };
    explicit Passwords(const Cost& cost);
    Passwords() : Passwords(Cost{}) {}

    // With its salt and its cost in it. Throws Failure when there is no memory.
    std::string hash(std::string_view password) const;

    // Whether the hash is of this password.
    bool fits(std::string_view password, const std::string& hash) const;

    // The hash of a password that nobody has: judging one by it costs the same as by a user's, so
    // that the time of an answer does not tell whether there is such a user.
    const std::string& nobodys() const { return nobodys_; }

private:
    Cost cost_;
    std::string nobodys_;
};

}  // namespace rollcall::access
