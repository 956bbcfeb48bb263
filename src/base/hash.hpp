// SHA-256 as bytes pass by, keyed tags of what must not be shown, and what old protocols ask for.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace rollcall {

// SHA-256 over bytes that arrive in steps. Used by one thread at a time.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void update(std::string_view bytes);

    // The 32 bytes as lower-case hex. Once; nothing may be added afterwards.
    std::string finish_hex();

private:
    struct Context;
    std::unique_ptr<Context> context_;
};

std::string sha256_hex(std::string_view bytes);

// HMAC-SHA-256, 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

// 20 raw bytes. Broken for every secret: only where a protocol names it (RFC 6455 4.2.2).
std::string sha1(std::string_view bytes);
// 16 raw bytes. Broken too: only for names that others make so (Bull's repeated jobs).
std::string md5(std::string_view bytes);

// Whether two texts are equal, in a time that tells nothing of where they differ.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace rollcall
