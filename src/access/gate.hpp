// Where tokens are shown: who comes in, asked at every request and every socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access/key_set.hpp"
#include "access/principal.hpp"
#include "access/token.hpp"
#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/result.hpp"

namespace rollcall::access {

class Standing;

// Never blocks: it asks neither disk nor database. Safe from any thread.
class Gate {
public:
    // With the key of the rules' secret until `use` says otherwise. Without a standing nobody who
    // signed in here comes in; it outlives the gate.
    explicit Gate(TokenRules rules, const Standing* standing = nullptr);

    // Who the token speaks for. A token that was verified before is known by its hash until it
    // ends. Refuses as verify_token and Standing::judge do.
    Result<Principal> admit(std::string_view token, Instant now);

    // Somebody who was let in before, as they are now, whatever became of their token's time.
    // Refuses as Standing::judge.
    Result<Principal> admit_again(Principal who) const;

    // Whether the token was verified before: who shows it costs no signature.
    bool knows(std::string_view token) const;

    // Verifies with these keys from here on, and nobody by what others have said.
    void use(KeySet keys);

    // What people are let in by: while it is the same, whoever was let in still would be.
    struct Version {
        std::uint64_t keys = 0;
        std::int64_t people = 0;

        friend bool operator==(const Version&, const Version&) = default;
    };
    Version version() const;

    const TokenRules& rules() const { return rules_; }
    // Tokens that are known just now.
    std::size_t known() const;

private:
    // By the SHA-256 of the token: nobody can read a token there.
    using Known = std::unordered_map<std::string, Principal>;
    struct Keys {
        std::shared_ptr<const KeySet> keys;
        Known known;
        std::uint64_t version = 0;
    };

    Result<Principal> verify(std::string_view token, Instant now);
    bool has_ended(const Principal& who, Instant now) const;

    const TokenRules rules_;
    const Standing* standing_;
    Guarded<Keys> keys_;
};

}  // namespace rollcall::access
