// A key that tokens are verified with. It stands for one algorithm and is never asked for another:
// so a public key cannot be taken for the secret of an HMAC.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.hpp"

struct evp_pkey_st;

namespace rollcall::access {

// RFC 7518, section 3.1; EdDSA is Ed25519 (RFC 8037).
enum class Algorithm : std::uint8_t { hs256, rs256, es256, eddsa };

// As `alg` has it: "HS256".
std::string_view to_string(Algorithm algorithm);

// The least secret that is taken: as many bytes as its hash has (RFC 7518, section 3.2).
inline constexpr std::size_t secret_bytes_min = 32;

// Safe from any thread. What makes one refuses with validation_error what is not a good key, and
// says why.
class Key {
public:
    // HS256. Refuses less than 32 bytes.
    static Result<Key> of_secret(std::string_view secret);
    // RS256, ES256 or EdDSA, as the public key is: RSA of at least 2048 bits, P-256, Ed25519.
    static Result<Key> of_pem(std::string_view pem);
    // The same from numbers as a JWK has them, big-endian.
    static Result<Key> of_rsa(std::string_view modulus, std::string_view exponent);
    static Result<Key> of_p256(std::string_view x, std::string_view y);
    static Result<Key> of_ed25519(std::string_view x);

    Algorithm algorithm() const { return algorithm_; }
    // `signature` as JWS has it: of ES256 the bytes of r and s.
    bool verifies(std::string_view signed_text, std::string_view signature) const;

private:
    using Public = std::shared_ptr<evp_pkey_st>;

    explicit Key(std::string secret) : algorithm_(Algorithm::hs256), secret_(std::move(secret)) {}
    Key(Algorithm algorithm, Public key) : algorithm_(algorithm), public_(std::move(key)) {}
    static Result<Key> of_public(Public key);

    Algorithm algorithm_;
    std::string secret_;  // of HS256
    Public public_;       // of all others
};

}  // namespace rollcall::access
