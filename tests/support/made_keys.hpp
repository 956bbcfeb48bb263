// Key pairs that a test makes for itself, as an identity provider has them.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "access/base64url.hpp"

namespace rollcall::tests {

class MadeKey {
public:
    static MadeKey rsa(std::size_t bits = 2048) {
        return MadeKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits), "RS256");
    }
    static MadeKey elliptic(const char* curve = "P-256") {
        return MadeKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve), "ES256");
    }
    static MadeKey ed25519() {
        return MadeKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"), "EdDSA");
    }
    static MadeKey ed448() {
        return MadeKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"), "EdDSA");
    }

    const std::string& algorithm() const { return algorithm_; }

    std::string public_pem() const {
        return pem([this](BIO* bio) { return PEM_write_bio_PUBKEY(bio, key_.get()); });
    }
    std::string private_pem() const {
        return pem([this](BIO* bio) {
            return PEM_write_bio_PrivateKey(bio, key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
        });
    }

    // A JWK's members, from `"kty"` on, without braces.
    std::string jwk(std::string_view more = "") const {
        const auto tail = more.empty() ? std::string() : "," + std::string(more);
        if (algorithm_ == "RS256") {
            return R"("kty":"RSA","n":")" + number(OSSL_PKEY_PARAM_RSA_N, 0) + R"(","e":")" +
                   number(OSSL_PKEY_PARAM_RSA_E, 0) + '"' + tail;
        }
        if (algorithm_ == "ES256") {
            return R"("kty":"EC","crv":"P-256","x":")" + number(OSSL_PKEY_PARAM_EC_PUB_X, 32) +
                   R"(","y":")" + number(OSSL_PKEY_PARAM_EC_PUB_Y, 32) + '"' + tail;
        }
        return R"("kty":"OKP","crv":"Ed25519","x":")" + raw() + '"' + tail;
    }

    // As JWS has it.
    std::string sign(std::string_view text) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(
            EVP_MD_CTX_new(), &EVP_MD_CTX_free
        );
        const auto* digest = algorithm_ == "EdDSA" ? nullptr : EVP_sha256();
        const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
        std::size_t length = 0;
        require(EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()));
        require(EVP_DigestSign(context.get(), nullptr, &length, bytes, text.size()));
        std::string signature(length, '\0');
        auto* into = reinterpret_cast<unsigned char*>(signature.data());
        require(EVP_DigestSign(context.get(), into, &length, bytes, text.size()));
        signature.resize(length);
        return algorithm_ == "ES256" ? side_by_side(signature) : signature;
    }
    std::string token(std::string_view header, std::string_view payload) const {
        const auto text = access::to_base64url(header) + '.' + access::to_base64url(payload);
        return text + '.' + access::to_base64url(sign(text));
    }

private:
    using Owned = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

    MadeKey(EVP_PKEY* key, std::string algorithm)
        : key_(key, &EVP_PKEY_free), algorithm_(std::move(algorithm)) {
        require(key != nullptr);
    }
    static void require(int ok) {
        if (ok != 1) std::abort();
    }

    template <class Write>
    static std::string pem(Write write) {
        const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), &BIO_free);
        require(write(bio.get()));
        char* text = nullptr;
        const auto length = BIO_get_mem_data(bio.get(), &text);
        return {text, static_cast<std::size_t>(length)};
    }
    std::string number(const char* name, int bytes) const {
        BIGNUM* number = nullptr;
        require(EVP_PKEY_get_bn_param(key_.get(), name, &number));
        const int length = bytes == 0 ? BN_num_bytes(number) : bytes;
        std::string text(static_cast<std::size_t>(length), '\0');
        BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()), length);
        BN_free(number);
        return access::to_base64url(text);
    }
    std::string raw() const {
        std::string text(32, '\0');
        std::size_t length = text.size();
        auto* into = reinterpret_cast<unsigned char*>(text.data());
        require(EVP_PKEY_get_raw_public_key(key_.get(), into, &length));
        return access::to_base64url(text);
    }
    static std::string side_by_side(const std::string& der) {
        const auto* at = reinterpret_cast<const unsigned char*>(der.data());
        auto* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
        require(pair != nullptr);
        std::string text(64, '\0');
        auto* into = reinterpret_cast<unsigned char*>(text.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(pair), into, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), into + 32, 32);
        ECDSA_SIG_free(pair);
        return text;
    }

    Owned key_;
    std::string algorithm_;
};

// Made once: of RSA it takes a while.
inline const MadeKey& provider_rsa() {
    static const auto key = MadeKey::rsa();
    return key;
}
inline const MadeKey& provider_p256() {
    static const auto key = MadeKey::elliptic();
    return key;
}
inline const MadeKey& provider_ed25519() {
    static const auto key = MadeKey::ed25519();
    return key;
}

}  // namespace rollcall::tests
