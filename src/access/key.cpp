#include "access/key.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include "base/hash.hpp"

namespace rollcall::access {
namespace {

constexpr int rsa_bits_min = 2048;
// A larger one costs more at each token than anybody's key is worth.
constexpr int rsa_bits_max = 8192;
constexpr std::size_t coordinate_bytes = 32;

struct Free {
    void operator()(EVP_PKEY* it) const { EVP_PKEY_free(it); }
    void operator()(EVP_PKEY_CTX* it) const { EVP_PKEY_CTX_free(it); }
    void operator()(EVP_MD_CTX* it) const { EVP_MD_CTX_free(it); }
    void operator()(BIO* it) const { BIO_free(it); }
    void operator()(BIGNUM* it) const { BN_free(it); }
    void operator()(ECDSA_SIG* it) const { ECDSA_SIG_free(it); }
    void operator()(EC_GROUP* it) const { EC_GROUP_free(it); }
    void operator()(OSSL_PARAM_BLD* it) const { OSSL_PARAM_BLD_free(it); }
    void operator()(OSSL_PARAM* it) const { OSSL_PARAM_free(it); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Owned<BIGNUM> number_of(std::string_view bytes) {
    return Owned<BIGNUM>(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

auto bad_key(std::string message) {
    return refuse(Errc::validation_error, std::move(message));
}

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY* key) {
    return {key, Free{}};
}

std::shared_ptr<EVP_PKEY> from_parameters(const char* type, OSSL_PARAM_BLD& builder) {
    const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(&builder));
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* made = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        ERR_clear_error();
        return nullptr;
    }
    return shared(made);
}

// A point that lies on its curve, a modulus that is one.
bool is_sound(EVP_PKEY* key) {
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    const bool sound = context && EVP_PKEY_public_check(context.get()) == 1;
    if (!sound) ERR_clear_error();
    return sound;
}

bool is_p256(const EVP_PKEY* key) {
    std::array<char, 64> name{};
    std::size_t length = 0;
    return EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) == 1 &&
           std::string_view(name.data(), length) == SN_X9_62_prime256v1;
}

const BIGNUM* p256_order() {
    static const Owned<EC_GROUP> group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    return EC_GROUP_get0_order(group.get());
}

// Neither 0 nor beyond the order: with r and s of 0 some verifiers take any text (CVE-2022-21449).
bool is_in_range(const BIGNUM* number) {
    return number != nullptr && !BN_is_zero(number) && BN_cmp(number, p256_order()) < 0;
}

// The DER that OpenSSL reads, of the r and s that JWS writes side by side (RFC 7518, section 3.4);
// empty when they are none.
std::string der_of(std::string_view signature) {
    if (signature.size() != 2 * coordinate_bytes) return {};
    auto r = number_of(signature.substr(0, coordinate_bytes));
    auto s = number_of(signature.substr(coordinate_bytes));
    const Owned<ECDSA_SIG> pair(ECDSA_SIG_new());
    if (!pair || !is_in_range(r.get()) || !is_in_range(s.get())) return {};
    if (ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
    // They are the pair's from here on.
    (void)r.release();
    (void)s.release();
    unsigned char* der = nullptr;
    const int length = i2d_ECDSA_SIG(pair.get(), &der);
    if (length <= 0) return {};
    std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
    OPENSSL_free(der);
    return text;
}

bool verify(EVP_PKEY* key, const EVP_MD* digest, std::string_view text, std::string_view proof) {
    const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    const bool good = context &&
                      EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key) == 1 &&
                      EVP_DigestVerify(
                          context.get(), bytes_of(proof), proof.size(), bytes_of(text), text.size()
                      ) == 1;
    // What one caller left there, the next would take for its own.
    if (!good) ERR_clear_error();
    return good;
}

}  // namespace

std::string_view to_string(Algorithm algorithm) {
    constexpr std::array<std::string_view, 4> names{"HS256", "RS256", "ES256", "EdDSA"};
    return names.at(static_cast<std::size_t>(algorithm));
}

Result<Key> Key::of_secret(std::string_view secret) {
    if (secret.size() < secret_bytes_min) {
        return bad_key("a secret has at least 32 bytes, for instance of `openssl rand -hex 32`");
    }
    return Key(std::string(secret));
}

Result<Key> Key::of_pem(std::string_view pem) {
    const Owned<BIO> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    auto key = shared(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!key) {
        ERR_clear_error();
        return bad_key("no public key in PEM (BEGIN PUBLIC KEY)");
    }
    return of_public(std::move(key));
}

Result<Key> Key::of_rsa(std::string_view modulus, std::string_view exponent) {
    const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    const auto n = number_of(modulus);
    const auto e = number_of(exponent);
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return bad_key("not an RSA key");
    }
    return of_public(from_parameters("RSA", *builder));
}

Result<Key> Key::of_p256(std::string_view x, std::string_view y) {
    if (x.size() != coordinate_bytes || y.size() != coordinate_bytes) {
        return bad_key("a point on P-256 has two coordinates of 32 bytes");
    }
    // Uncompressed (SEC 1, section 2.3.3).
    const auto point = std::string(1, '\x04').append(x).append(y);
    const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(
            builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, SN_X9_62_prime256v1, 0
        ) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(
            builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()
        ) != 1) {
        return bad_key("not a P-256 key");
    }
    return of_public(from_parameters("EC", *builder));
}

Result<Key> Key::of_ed25519(std::string_view x) {
    auto* made = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(x), x.size());
    return of_public(shared(made));
}

Result<Key> Key::of_public(Public key) {
    if (!key || !is_sound(key.get())) {
        ERR_clear_error();
        return bad_key("not a sound public key");
    }
    switch (EVP_PKEY_get_base_id(key.get())) {
        case EVP_PKEY_ED25519: return Key(Algorithm::eddsa, std::move(key));
        case EVP_PKEY_EC:
            if (!is_p256(key.get())) return bad_key("of elliptic curves, P-256 alone is taken");
            return Key(Algorithm::es256, std::move(key));
        case EVP_PKEY_RSA: {
            const int bits = EVP_PKEY_get_bits(key.get());
            if (bits >= rsa_bits_min && bits <= rsa_bits_max) {
                return Key(Algorithm::rs256, std::move(key));
            }
            return bad_key("an RSA key has 2048 to 8192 bits");
        }
        default: return bad_key("a key is RSA, P-256 or Ed25519");
    }
}

bool Key::verifies(std::string_view signed_text, std::string_view signature) const {
    switch (algorithm_) {
        case Algorithm::hs256:
            return equal_in_constant_time(signature, hmac_sha256(secret_, signed_text));
        case Algorithm::rs256: return verify(public_.get(), EVP_sha256(), signed_text, signature);
        case Algorithm::es256: {
            const auto der = der_of(signature);
            return !der.empty() && verify(public_.get(), EVP_sha256(), signed_text, der);
        }
        case Algorithm::eddsa: return verify(public_.get(), nullptr, signed_text, signature);
    }
    return false;
}

}  // namespace rollcall::access
