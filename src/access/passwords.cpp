#include "access/passwords.hpp"

#include <array>
#include <cerrno>
#include <string>

#include <sodium.h>

#include "access/common_password.hpp"
#include "base/assert.hpp"
#include "base/failure.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"

namespace rollcall::access {

Result<void> judge_password(std::string_view password, std::string_view email) {
    const bool good = is_utf8(password) && password.size() <= password_bytes_max &&
                      code_points(password) >= password_characters_min;
    if (!good) {
        return refuse(
            Errc::validation_error, "a password has at least 12 characters and at most 512 bytes"
        );
    }
    if (equals_folded(password, email)) {
        return refuse(Errc::validation_error, "a password is not the person's own address");
    }
    if (is_common_password(password, email)) {
        return refuse(
            Errc::validation_error,
            "everybody tries this password first: take a few words that have nothing to do with "
            "each other"
        );
    }
    return {};
}

Passwords::Passwords(const Cost& cost) : cost_(cost) {
    ROLLCALL_ASSERT(sodium_init() >= 0);
    nobodys_ = hash(random_hex(32));
}

std::string Passwords::hash(std::string_view password) const {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const int failed = crypto_pwhash_str_alg(
        text.data(),
        password.data(),
        password.size(),
        cost_.passes,
        cost_.memory_bytes,
        crypto_pwhash_ALG_ARGON2ID13
    );
    // The one reason that is left: there is no memory for it.
    if (failed != 0) throw_errno("hash a password", ENOMEM);
    return text.data();
}

bool Passwords::fits(std::string_view password, const std::string& hash) const {
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace rollcall::access
