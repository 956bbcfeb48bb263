#include "base/hash.hpp"

#include <array>
#include <cstddef>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/failure.hpp"
#include "base/text.hpp"

namespace rollcall {
namespace {

constexpr std::size_t digest_bytes = 32;

void must(int ok, const char* step) {
    if (ok != 1) throw Failure(std::string("OpenSSL refused ") + step);
}

std::string digest_of(std::string_view bytes, const EVP_MD* kind, std::size_t size) {
    std::string digest(size, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(digest.data());
    must(EVP_Digest(bytes.data(), bytes.size(), out, nullptr, kind, nullptr), "a digest");
    return digest;
}

}  // namespace

struct Sha256::Context {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> evp{EVP_MD_CTX_new(), &EVP_MD_CTX_free};
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {
    must(EVP_DigestInit_ex(context_->evp.get(), EVP_sha256(), nullptr), "SHA-256");
}
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;

void Sha256::update(std::string_view bytes) {
    must(EVP_DigestUpdate(context_->evp.get(), bytes.data(), bytes.size()), "hashing");
}

std::string Sha256::finish_hex() {
    std::string digest(digest_bytes, '\0');
    must(
        EVP_DigestFinal_ex(
            context_->evp.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr
        ),
        "a digest"
    );
    return to_hex(digest);
}

std::string sha256_hex(std::string_view bytes) {
    Sha256 sha;
    sha.update(bytes);
    return sha.finish_hex();
}

std::string hmac_sha256(std::string_view key, std::string_view bytes) {
    std::string mac(digest_bytes, '\0');
    unsigned int length = 0;
    const auto* made = HMAC(
        EVP_sha256(),
        key.data(),
        static_cast<int>(key.size()),
        reinterpret_cast<const unsigned char*>(bytes.data()),
        bytes.size(),
        reinterpret_cast<unsigned char*>(mac.data()),
        &length
    );
    if (made == nullptr || length != digest_bytes) throw Failure("OpenSSL refused HMAC-SHA-256");
    return mac;
}

std::string sha1(std::string_view bytes) {
    constexpr std::size_t sha1_bytes = 20;
    return digest_of(bytes, EVP_sha1(), sha1_bytes);
}

std::string md5(std::string_view bytes) {
    constexpr std::size_t md5_bytes = 16;
    return digest_of(bytes, EVP_md5(), md5_bytes);
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace rollcall
