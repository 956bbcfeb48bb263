// The certificate that a server shows, as it was when its files were last read.
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "base/result.hpp"
#include "net/tls/files.hpp"

struct ssl_ctx_st;

namespace rollcall::net::tls {

// Copies share what was read. Connections that have begun keep what they began with.
class Identity {
public:
    // Refuses with validation_error files that cannot be read or do not fit each other, naming the
    // file.
    static Result<Identity> load(Files files);

    // The same where the files are as they were. Where they changed: what they hold now, or, while
    // that is not usable, what there was, which the log tells once a change. Reads files.
    Identity reread() const;

    ssl_ctx_st* context() const { return context_.get(); }

private:
    // How a file looks from outside: what, when, and how large.
    using Look = std::array<std::int64_t, 4>;
    struct Looks {
        Look certificate{};
        Look key{};
        bool operator==(const Looks&) const = default;
    };
    static Looks look_at(const Files& files);

    Files files_;
    Looks looks_;
    std::shared_ptr<ssl_ctx_st> context_;
};

}  // namespace rollcall::net::tls
