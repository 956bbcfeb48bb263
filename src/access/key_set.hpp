// The keys of an installation, and which of them a token may be verified with.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/key.hpp"
#include "base/result.hpp"

namespace rollcall::access {

// What a token's header says of its key.
struct KeyHint {
    std::string_view algorithm;          // `alg`, as it stands there
    std::optional<std::string_view> id;  // `kid`
};

class KeySet {
public:
    void add(Key key) { nameless_.push_back(std::move(key)); }
    // Refuses with validation_error an id that is there already.
    Result<void> add(std::string id, Key key);
    // The keys of a JWK set (RFC 7517). Keys for other uses and of other kinds are left out.
    // Refuses with validation_error what is none, one without a usable key, one that holds secret
    // or private keys, and an id that stands twice.
    Result<void> add_jwks(std::string_view text);

    bool empty() const { return nameless_.empty() && named_.empty(); }

    // Whether one of the keys that the hint allows verifies it. An id is looked up as it stands:
    // where it names a key, no other is asked; else those without an id are, and for a token that
    // names none the only named one of its algorithm. Never a key of another algorithm.
    bool verifies(const KeyHint& hint, std::string_view signed_text, std::string_view signature)
        const;

private:
    std::vector<const Key*> candidates(const KeyHint& hint) const;

    std::vector<Key> nameless_;
    std::map<std::string, Key, std::less<>> named_;
};

}  // namespace rollcall::access
