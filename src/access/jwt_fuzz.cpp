// Tokens and keys from strangers: tokens as they come and with claims that are signed rightly, and
// what may stand in a file of keys.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "access/base64url.hpp"
#include "access/claims.hpp"
#include "access/key_set.hpp"
#include "access/token.hpp"
#include "base/hash.hpp"

using namespace rollcall;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const access::TokenRules rules{
        .secret = std::string(32, 'k'), .issuer = "", .audience = ""};
    constexpr Instant now{Milliseconds{1'767'225'600'000}};
    const std::string_view text(reinterpret_cast<const char*>(data), size);

    static const auto keys = access::keys_of(rules);
    const auto stranger = access::verify_token(text, keys, rules, now);
    if (stranger) std::abort();

    const auto bytes = access::from_base64url(text);
    if (bytes && access::to_base64url(*bytes) != text) std::abort();

    const auto who = access::judge_claims(text, rules, now);
    if (who && who->user_id.empty()) std::abort();

    const auto cut = text.substr(0, text.find('\n'));
    const auto signed_text =
        access::to_base64url(cut) + '.' + access::to_base64url(text.substr(cut.size()));
    const auto token =
        signed_text + '.' + access::to_base64url(hmac_sha256(rules.secret, signed_text));
    (void)access::verify_token(token, keys, rules, now);

    access::KeySet set;
    if (set.add_jwks(text) && set.empty()) std::abort();
    // What is no PEM costs OpenSSL a thousand times as long as us.
    if (text.contains("-----BEGIN")) (void)access::Key::of_pem(text);
    return 0;
}
