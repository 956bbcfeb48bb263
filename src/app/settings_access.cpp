#include "app/settings_access.hpp"

#include <array>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "access/common_password.hpp"
#include "access/key.hpp"
#include "app/settings.hpp"
#include "app/settings_values.hpp"
#include "base/result.hpp"

namespace rollcall::app {
namespace {

using S = Settings;

// Fewer make a word or a row of one key, whatever its length: hex of 16 random bytes has less than
// this once in a hundred million.
constexpr std::size_t different_bytes_min = 6;

bool is_weak(std::string_view secret) {
    const std::set<char> different(secret.begin(), secret.end());
    return secret.size() < access::secret_bytes_min || different.size() < different_bytes_min ||
           access::is_common_password(secret, "");
}

template <auto member>
Result<void> set_secret(Settings& settings, std::string_view text) {
    if (!text.empty() && is_weak(text)) {
        return wrong("at least 32 random bytes, for instance from `openssl rand -hex 32`");
    }
    settings.*member = std::string(text);
    return {};
}

constexpr std::array table{
    Setting{
        "JWT_SECRET",
        "key of the tokens that are made here (HS256); empty: made and kept in DATA_DIR",
        true,
        set_secret<&S::jwt_secret>,
        show_text<&S::jwt_secret>},
    Setting{
        "JWT_PUBLIC_KEY_FILE",
        "an identity provider's public key, a PEM: RSA, P-256 or Ed25519",
        false,
        set_text<&S::jwt_public_key_file>,
        show_text<&S::jwt_public_key_file>},
    Setting{
        "JWT_JWKS_FILE",
        "or its keys as a JWK set; either file is read again when it changes",
        false,
        set_text<&S::jwt_jwks_file>,
        show_text<&S::jwt_jwks_file>},
    Setting{
        "JWT_ISSUER",
        "issuer that tokens must name; empty: any",
        false,
        set_text<&S::jwt_issuer>,
        show_text<&S::jwt_issuer>},
    Setting{
        "JWT_AUDIENCE",
        "audience that tokens must name; empty: any",
        false,
        set_text<&S::jwt_audience>,
        show_text<&S::jwt_audience>},
    Setting{
        "AUDIT_KEY",
        "key of the audit's chain, the same for as long as it lasts; empty: plain hashes",
        true,
        set_secret<&S::audit_key>,
        show_text<&S::audit_key>},
};

}  // namespace

std::span<const Setting> access_settings() {
    return table;
}

}  // namespace rollcall::app
