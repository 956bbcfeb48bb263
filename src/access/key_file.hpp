// Public keys in a file that somebody else changes: an identity provider's, as a PEM or a JWK set.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <sys/types.h>

#include "access/key_set.hpp"
#include "base/result.hpp"

namespace rollcall::access {

// Used by one thread at a time.
class KeyFile {
public:
    enum class Form : std::uint8_t { pem, jwks };

    KeyFile(std::string path, Form form) : path_(std::move(path)), form_(form) {}

    // Adds the file's keys. Refuses with validation_error what cannot be read or is not good, with
    // the path in it.
    Result<void> add_to(KeySet& keys);

    // Whether it is another file, or another state of it, than was read last.
    bool has_changed() const;

private:
    // What tells one state of a file from the next, without reading it.
    struct State {
        dev_t device = 0;
        ino_t inode = 0;
        off_t size = -1;
        std::int64_t changed_ns = 0;
        bool operator==(const State&) const = default;
    };
    State state() const;

    std::string path_;
    Form form_;
    State read_;
};

}  // namespace rollcall::access
