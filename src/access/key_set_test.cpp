#include "access/key_set.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "access/base64url.hpp"
#include "base/hash.hpp"
#include "tests/support/made_keys.hpp"

namespace rollcall::access {
namespace {

using tests::MadeKey;
using tests::provider_ed25519;
using tests::provider_p256;
using tests::provider_rsa;

std::string set_of(const std::string& keys) {
    return R"({"keys":[)" + keys + "]}";
}
std::string jwk(const MadeKey& key, std::string_view more = "") {
    return "{" + key.jwk(more) + "}";
}
bool takes(const KeySet& keys, const KeyHint& hint, const MadeKey& by) {
    return keys.verifies(hint, "a text", by.sign("a text"));
}

TEST(KeySet, ReadsTheKeysOfAnIdentityProvider) {
    KeySet keys;
    const auto added = keys.add_jwks(set_of(
        jwk(provider_rsa(), R"("kid":"r","use":"sig","alg":"RS256")") + "," +
        jwk(provider_p256(), R"("kid":"e","key_ops":["verify"])") + "," +
        jwk(provider_ed25519(), R"("kid":"o","alg":"Ed25519")")
    ));

    ASSERT_TRUE(added) << added.error().message;
    EXPECT_TRUE(takes(keys, {"RS256", "r"}, provider_rsa()));
    EXPECT_TRUE(takes(keys, {"ES256", "e"}, provider_p256()));
    EXPECT_TRUE(takes(keys, {"EdDSA", "o"}, provider_ed25519()));
}

TEST(KeySet, AsksAKeyForNoOtherAlgorithm) {
    KeySet keys;
    keys.add("r", Key::of_pem(provider_rsa().public_pem()).value()).value();
    const auto confused = hmac_sha256(provider_rsa().public_pem(), "a text");

    for (const auto* algorithm : {"HS256", "RS512", "PS256", "none", "rs256", ""}) {
        SCOPED_TRACE(algorithm);
        EXPECT_FALSE(keys.verifies({algorithm, "r"}, "a text", confused));
        EXPECT_FALSE(takes(keys, {algorithm, "r"}, provider_rsa()));
    }
}

TEST(KeySet, LooksAnIdUpAsItStands) {
    KeySet keys;
    const auto other = MadeKey::elliptic();
    keys.add("one", Key::of_pem(provider_p256().public_pem()).value()).value();
    keys.add("two", Key::of_pem(other.public_pem()).value()).value();

    EXPECT_TRUE(takes(keys, {"ES256", "one"}, provider_p256()));
    EXPECT_FALSE(takes(keys, {"ES256", "two"}, provider_p256())) << "the other one's key";
    for (const auto* id : {"One", "one ", "", "../one", "' OR '1'='1", "on"}) {
        SCOPED_TRACE(id);
        EXPECT_FALSE(takes(keys, {"ES256", id}, provider_p256()));
    }
    EXPECT_FALSE(takes(keys, {"ES256", {}}, provider_p256())) << "of two it must say which";
}

TEST(KeySet, NeedsNoIdWhereOnlyOneKeyIsOfTheAlgorithm) {
    KeySet keys;
    keys.add("e", Key::of_pem(provider_p256().public_pem()).value()).value();
    keys.add("r", Key::of_pem(provider_rsa().public_pem()).value()).value();

    EXPECT_TRUE(takes(keys, {"ES256", {}}, provider_p256()));
    EXPECT_TRUE(takes(keys, {"RS256", {}}, provider_rsa()));
}

TEST(KeySet, AsksKeysWithoutAnIdWhateverIdATokenHas) {
    KeySet keys;
    keys.add(Key::of_pem(provider_p256().public_pem()).value());

    EXPECT_TRUE(takes(keys, {"ES256", {}}, provider_p256()));
    EXPECT_TRUE(takes(keys, {"ES256", "of the provider"}, provider_p256()));
}

TEST(KeySet, LeavesOutKeysForOtherUses) {
    KeySet keys;
    const auto added = keys.add_jwks(set_of(
        jwk(provider_rsa(), R"("kid":"1","use":"enc")") + "," +
        jwk(provider_rsa(), R"("kid":"2","alg":"RS512")") + "," +
        R"({"kty":"EC","crv":"P-521","x":"AA","y":"AA","kid":"3"},{"kty":"new","kid":"4"},)" +
        jwk(provider_p256(), R"("kid":"5")")
    ));

    ASSERT_TRUE(added) << added.error().message;
    EXPECT_FALSE(takes(keys, {"RS256", "1"}, provider_rsa()));
    EXPECT_FALSE(takes(keys, {"RS256", "2"}, provider_rsa()));
    EXPECT_TRUE(takes(keys, {"ES256", "5"}, provider_p256()));
}

TEST(KeySet, RefusesASetThatIsNone) {
    const auto twice = jwk(provider_p256(), R"("kid":"x")");
    const struct {
        std::string_view name;
        std::string text;
    } cases[] = {
        {"nothing", ""},
        {"no JSON", "keys"},
        {"a list", "[]"},
        {"no keys", "{}"},
        {"keys of another kind", R"({"keys":{}})"},
        {"an empty list", set_of("")},
        {"a key that is none", set_of("1")},
        {"only keys for other uses", set_of(jwk(provider_rsa(), R"("use":"enc")"))},
        {"an id twice", set_of(twice + "," + twice)},
        {"a member twice", set_of(jwk(provider_p256(), R"("kty":"EC")"))},
        {"a secret", set_of(R"({"kty":"oct","k":"AAAA"},)" + twice)},
        {"a private key", set_of(jwk(provider_p256(), R"("d":"AAAA")"))},
        {"a weak key", set_of(jwk(MadeKey::rsa(1024)))},
        {"a point off its curve",
         set_of(
             R"({"kty":"EC","crv":"P-256","x":")" + to_base64url(std::string(32, '\x01')) +
             R"(","y":")" + to_base64url(std::string(32, '\x01')) + "\"}"
         )},
        {"padding", set_of(R"({"kty":"OKP","crv":"Ed25519","x":"AAAA="})")},
    };

    for (const auto& [name, text] : cases) {
        SCOPED_TRACE(name);
        KeySet keys;
        const auto added = keys.add_jwks(text);
        ASSERT_FALSE(added.has_value());
        EXPECT_EQ(added.error().code, Errc::validation_error);
    }
}

}  // namespace
}  // namespace rollcall::access
