#include "access/token.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "access/base64url.hpp"
#include "base/hash.hpp"
#include "base/manual_clock.hpp"
#include "tests/support/made_keys.hpp"

namespace rollcall::access {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view good_header = R"({"alg":"HS256","typ":"JWT"})";

const ManualClock& fixed_clock() {
    static const ManualClock clock;
    return clock;
}
std::int64_t now_seconds() {
    return fixed_clock().now().time_since_epoch().count() / 1000;
}

TokenRules rules() {
    return {.secret = std::string(32, 'k'), .issuer = "", .audience = "", .leeway = 60s};
}

std::string sign(std::string_view header, std::string_view payload, std::string_view secret) {
    const auto text = to_base64url(header) + '.' + to_base64url(payload);
    return text + '.' + to_base64url(hmac_sha256(secret, text));
}

// Claims of a super_admin, with `more` put in at the end.
std::string claims(std::string_view more = "") {
    return R"({"sub":"u1","email":"a@example.org","role":"super_admin","exp":)" +
           std::to_string(now_seconds() + 600) + std::string(more) + "}";
}
std::string without_exp(std::string_view more) {
    return R"({"sub":"u1","role":"super_admin")" + std::string(more) + "}";
}
std::string good_token() {
    return sign(good_header, claims(), rules().secret);
}

Errc refusal_of(std::string_view token, const TokenRules& by = rules()) {
    const auto who = verify_token(token, keys_of(by), by, fixed_clock().now());
    return who ? Errc::internal_error : who.error().code;
}

std::string with_character(std::string token, std::size_t from_end, char character) {
    token.at(token.size() - from_end) = character;
    return token;
}

TEST(Token, OfIssueIsTakenByVerify) {
    const Principal who{
        .user_id = "u7",
        .email = "m@example.org",
        .role = Role::municipality_admin,
        .province_code = "GP",
        .municipality_code = "JHB"};
    auto by = rules();
    by.issuer = "https://issuer.example";
    by.audience = "rollcall";
    const auto token = issue_token(who, by, fixed_clock().now(), 1h);

    const auto seen = verify_token(token, keys_of(by), by, fixed_clock().now());

    ASSERT_TRUE(seen) << seen.error().message;
    EXPECT_EQ(seen->user_id, "u7");
    EXPECT_EQ(seen->email, "m@example.org");
    EXPECT_EQ(seen->role, Role::municipality_admin);
    EXPECT_EQ(seen->province_code, "GP");
    EXPECT_EQ(seen->municipality_code, "JHB");
}

TEST(Token, OfForeignIssuersMaySpellClaimsOtherwise) {
    const auto token = sign(
        R"({"typ":"jwt","alg":"HS256","kid":"any"})",
        R"({"id":42,"role_name":"Provincial_Admin","province_code":"GP","exp":)" +
            std::to_string(now_seconds() + 1) + ".5}",
        rules().secret
    );

    const auto who = verify_token(token, keys_of(rules()), rules(), fixed_clock().now());

    ASSERT_TRUE(who) << who.error().message;
    EXPECT_EQ(who->user_id, "42");
    EXPECT_EQ(who->email, "42");
    EXPECT_EQ(who->role, Role::province_admin);
}

TEST(Token, GivesItsBearerTheAreaOfTheRoleAlone) {
    const auto area_of = [](const std::string& role) {
        const auto token = sign(
            good_header,
            R"({"sub":"u1","province_code":"GP","municipal_code":"JHB","role":")" + role +
                "\",\"exp\":" + std::to_string(now_seconds() + 60) + "}",
            rules().secret
        );
        const auto who = verify_token(token, keys_of(rules()), rules(), fixed_clock().now());
        return who ? who->province_code + "/" + who->municipality_code : who.error().message;
    };

    EXPECT_EQ(area_of("super_admin"), "/");
    EXPECT_EQ(area_of("national_admin"), "/");
    EXPECT_EQ(area_of("province_admin"), "GP/");
    EXPECT_EQ(area_of("municipality_admin"), "GP/JHB");
}

TEST(Token, SaysWhenItEnds) {
    const auto who = verify_token(good_token(), keys_of(rules()), rules(), fixed_clock().now());

    ASSERT_TRUE(who.has_value());
    EXPECT_EQ(who->expires_at, fixed_clock().now() + 600s);
}

TEST(Token, IsTakenWithinTheLeewayAndNotAfter) {
    const auto at = [](std::int64_t expires) {
        return refusal_of(
            sign(good_header, without_exp(",\"exp\":" + std::to_string(expires)), rules().secret)
        );
    };

    EXPECT_EQ(at(now_seconds() - 59), Errc::internal_error);
    EXPECT_EQ(at(now_seconds() - 60), Errc::authentication_error);
}

struct Case {
    std::string name;
    std::string token;
};

std::vector<Case> bad_shapes() {
    const auto good = good_token();
    const auto second_dot = good.rfind('.');
    const auto unsigned_text = good.substr(0, second_dot);
    const auto none = [](std::string_view name) {
        const auto header = R"({"alg":")" + std::string(name) + R"(","typ":"JWT"})";
        return to_base64url(header) + '.' + to_base64url(claims()) + '.';
    };
    return {
        {"nothing", ""},
        {"dots alone", ".."},
        {"one part", "abc"},
        {"two parts", unsigned_text},
        {"four parts", good + ".x"},
        {"no signature", unsigned_text + "."},
        {"signature cut", good.substr(0, good.size() - 3)},
        {"signature longer", good + "AAAA"},
        {"signature of zeroes", unsigned_text + "." + to_base64url(std::string(32, '\0'))},
        {"padding", good + "="},
        {"blank before", " " + good},
        {"blank after", good + " "},
        {"line break inside", good.substr(0, 20) + "\n" + good.substr(20)},
        {"plain base64", with_character(good, 3, '+')},
        {"a bit flipped", with_character(good, 10, good.at(good.size() - 10) == 'A' ? 'B' : 'A')},
        {"too long", good + std::string(9'000, 'A')},
        {"alg none", none("none")},
        {"alg nOnE", none("nOnE")},
        {"alg None with blank", none("none ")},
        {"alg empty", none("")},
        {"alg none, signed", sign(R"({"alg":"none"})", claims(), rules().secret)},
        {"another secret", sign(good_header, claims(), std::string(32, 'x'))},
        {"empty secret", sign(good_header, claims(), "")},
    };
}

std::vector<Case> bad_headers() {
    const auto with = [](std::string_view header) {
        return sign(header, claims(), rules().secret);
    };
    return {
        {"alg in lower case", with(R"({"alg":"hs256"})")},
        {"alg HS512", with(R"({"alg":"HS512"})")},
        {"alg RS256", with(R"({"alg":"RS256"})")},
        {"alg a number", with(R"({"alg":256})")},
        {"alg a list", with(R"({"alg":["HS256"]})")},
        {"alg missing", with(R"({"typ":"JWT"})")},
        {"alg twice", with(R"({"alg":"none","alg":"HS256"})")},
        {"alg twice by escape", with(R"({"\u0061lg":"none","alg":"HS256"})")},
        {"typ another", with(R"({"alg":"HS256","typ":"JWE"})")},
        {"typ a number", with(R"({"alg":"HS256","typ":1})")},
        {"kid a number", with(R"({"alg":"HS256","kid":1})")},
        {"kid empty", with(R"({"alg":"HS256","kid":""})")},
        {"kid too long", with(R"({"alg":"HS256","kid":")" + std::string(256, 'k') + "\"}")},
        {"crit", with(R"({"alg":"HS256","crit":["exp"]})")},
        {"jwk", with(R"({"alg":"HS256","jwk":{"kty":"oct","k":"AA"}})")},
        {"jku", with(R"({"alg":"HS256","jku":"https://evil.example/keys"})")},
        {"x5u", with(R"({"alg":"HS256","x5u":"https://evil.example/cert"})")},
        {"x5c", with(R"({"alg":"HS256","x5c":["AA"]})")},
        {"b64", with(R"({"alg":"HS256","b64":false})")},
        {"not an object", with(R"("HS256")")},
        {"text behind", with(R"({"alg":"HS256"}x)")},
        {"kid and a key of its file",
         sign(R"({"alg":"HS256","kid":"../../dev/null"})", claims(), "")},
        {"too deep", with(R"({"alg":"HS256","a":[[[[[[[]]]]]]]})")},
    };
}

std::vector<Case> bad_claims() {
    const auto with = [](const std::string& payload) {
        return sign(good_header, payload, rules().secret);
    };
    const auto exp = ",\"exp\":" + std::to_string(now_seconds() + 600);
    return {
        {"not JSON", with("sub=u1")},
        {"a list", with("[]")},
        {"not UTF-8",
         with(R"({"sub":")"
              "\xFF"
              R"("})")},
        {"exp missing", with(without_exp(""))},
        {"exp a text", with(without_exp(R"(,"exp":"4102444800")"))},
        {"exp null", with(without_exp(R"(,"exp":null)"))},
        {"exp true", with(without_exp(R"(,"exp":true)"))},
        {"exp 1e30", with(without_exp(R"(,"exp":1e30)"))},
        {"exp past any double", with(without_exp(R"(,"exp":1e999)"))},
        {"exp negative", with(without_exp(R"(,"exp":-1)"))},
        {"exp over", with(without_exp(",\"exp\":" + std::to_string(now_seconds() - 3600)))},
        {"exp twice", with(claims(R"(,"exp":4102444800)"))},
        {"role twice", with(claims(R"(,"role":"national_admin")"))},
        {"nbf to come", with(claims(",\"nbf\":" + std::to_string(now_seconds() + 300)))},
        {"nbf a text", with(claims(R"(,"nbf":"0")"))},
        {"iat to come", with(claims(",\"iat\":" + std::to_string(now_seconds() + 300)))},
        {"iat a list", with(claims(R"(,"iat":[1])"))},
        {"nobody", with(R"({"role":"super_admin")" + exp + "}")},
        {"sub empty", with(R"({"sub":"","role":"super_admin")" + exp + "}")},
        {"sub an object", with(R"({"sub":{},"role":"super_admin")" + exp + "}")},
        {"sub with a line break", with(R"({"sub":"a\nb","role":"super_admin")" + exp + "}")},
        {"a session without its id", with(claims(R"(,"rollcall_epoch":1)"))},
        {"a session without its epoch", with(claims(R"(,"jti":"s.1","rollcall_epoch":"1")"))},
        {"sub too long",
         with(R"({"sub":")" + std::string(300, 'a') + R"(","role":"super_admin")" + exp + "}")},
    };
}

TEST(Token, IsRefusedWhenItsShapeOrSignatureIsWrong) {
    for (const auto& bad : bad_shapes()) {
        SCOPED_TRACE(bad.name);
        EXPECT_EQ(refusal_of(bad.token), Errc::authentication_error);
    }
}

TEST(Token, IsRefusedWhenItsHeaderAsksForAnythingElse) {
    for (const auto& bad : bad_headers()) {
        SCOPED_TRACE(bad.name);
        EXPECT_EQ(refusal_of(bad.token), Errc::authentication_error);
    }
}

TEST(Token, IsRefusedWhenItsClaimsAreWrong) {
    for (const auto& bad : bad_claims()) {
        SCOPED_TRACE(bad.name);
        EXPECT_EQ(refusal_of(bad.token), Errc::authentication_error);
    }
}

TEST(Token, IsRefusedWhenIssuerOrAudienceDoNotFit) {
    auto by = rules();
    by.issuer = "issuer";
    by.audience = "rollcall";
    const std::vector<Case> cases{
        {"neither", claims()},
        {"issuer alone", claims(R"(,"iss":"issuer")")},
        {"another issuer", claims(R"(,"iss":"Issuer","aud":"rollcall")")},
        {"another audience", claims(R"(,"iss":"issuer","aud":"other")")},
        {"an empty list", claims(R"(,"iss":"issuer","aud":[])")},
        {"an issuer in a list", claims(R"(,"iss":["issuer"],"aud":"rollcall")")},
    };

    for (const auto& bad : cases) {
        SCOPED_TRACE(bad.name);
        EXPECT_EQ(
            refusal_of(sign(good_header, bad.token, by.secret), by), Errc::authentication_error
        );
    }
    const auto good = claims(R"(,"iss":"issuer","aud":["x","rollcall"])");
    EXPECT_EQ(refusal_of(sign(good_header, good, by.secret), by), Errc::internal_error);
}

TEST(Token, OfAnUnknownRoleOrWithoutItsAreaMayNotUseTheServer) {
    const auto of = [](const std::string& role) {
        return sign(
            good_header,
            R"({"sub":"u1",)" + role + ",\"exp\":" + std::to_string(now_seconds() + 60) + "}",
            rules().secret
        );
    };
    const std::vector<Case> cases{
        {"no role", of(R"("email":"a@example.org")")},
        {"a member", of(R"("role":"member")")},
        {"a number", of(R"("role":1)")},
        {"a province without code", of(R"("role":"province_admin")")},
        {"a municipality without code", of(R"("role":"municipality_admin","province_code":"GP")")},
        {"a municipality without province", of(R"("role":"municipal_admin","municipal_code":"J")")},
    };

    for (const auto& bad : cases) {
        SCOPED_TRACE(bad.name);
        EXPECT_EQ(refusal_of(bad.token), Errc::authorization_error);
    }
}

// What an attacker makes who has the provider's public keys, as everybody has.
struct Provider {
    KeySet keys;
    TokenRules none_of_our_own{.secret = "", .issuer = "", .audience = "", .leeway = 60s};
    Provider() {
        keys.add("r", Key::of_pem(tests::provider_rsa().public_pem()).value()).value();
        keys.add("e", Key::of_pem(tests::provider_p256().public_pem()).value()).value();
        keys.add("o", Key::of_pem(tests::provider_ed25519().public_pem()).value()).value();
    }
    Result<Principal> judge(std::string_view token) const {
        return verify_token(token, keys, none_of_our_own, fixed_clock().now());
    }
};

TEST(TokenOfAProvider, IsTakenWhicheverOfItsKeysSignedIt) {
    const Provider provider;
    const struct {
        const tests::MadeKey& key;
        std::string header;
    } cases[] = {
        {tests::provider_rsa(), R"({"alg":"RS256","typ":"JWT","kid":"r"})"},
        {tests::provider_rsa(), R"({"alg":"RS256","typ":"at+jwt"})"},
        {tests::provider_p256(), R"({"alg":"ES256","kid":"e"})"},
        {tests::provider_ed25519(), R"({"alg":"EdDSA","kid":"o"})"},
    };
    for (const auto& [key, header] : cases) {
        SCOPED_TRACE(header);
        const auto who = provider.judge(key.token(header, claims()));
        ASSERT_TRUE(who) << who.error().message;
        EXPECT_EQ(who->user_id, "u1");
        EXPECT_FALSE(who->signed_in);
    }
}

std::vector<Case> forged_with_public_keys() {
    const auto& rsa = tests::provider_rsa();
    const auto& p256 = tests::provider_p256();
    const auto& ed25519 = tests::provider_ed25519();
    const auto parts = [](std::string_view header, const std::string& signature) {
        return to_base64url(header) + '.' + to_base64url(claims()) + '.' + to_base64url(signature);
    };
    const auto good = p256.token(R"({"alg":"ES256","kid":"e"})", claims());
    const auto signed_text = good.substr(0, good.rfind('.'));
    return {
        {"HS256 with the RSA key's PEM as secret",
         sign(R"({"alg":"HS256","kid":"r"})", claims(), rsa.public_pem())},
        {"the same without kid", sign(R"({"alg":"HS256"})", claims(), rsa.public_pem())},
        {"HS256 with the JWK as secret", sign(R"({"alg":"HS256"})", claims(), rsa.jwk())},
        {"HS256 with an empty secret", sign(R"({"alg":"HS256","kid":"r"})", claims(), "")},
        {"ES256 with r and s of 0", parts(R"({"alg":"ES256","kid":"e"})", std::string(64, '\0'))},
        {"ES256 with an empty signature", parts(R"({"alg":"ES256","kid":"e"})", "")},
        {"RS256 of zeroes", parts(R"({"alg":"RS256","kid":"r"})", std::string(256, '\0'))},
        {"EdDSA of zeroes", parts(R"({"alg":"EdDSA","kid":"o"})", std::string(64, '\0'))},
        {"RS256 by another key",
         tests::MadeKey::rsa().token(R"({"alg":"RS256","kid":"r"})", claims())},
        {"ES256 under RS256's kid", p256.token(R"({"alg":"ES256","kid":"r"})", claims())},
        {"RS256 that says ES256", rsa.token(R"({"alg":"ES256","kid":"r"})", claims())},
        {"RS256 that says PS256", rsa.token(R"({"alg":"PS256","kid":"r"})", claims())},
        {"Ed25519 that says ES256", ed25519.token(R"({"alg":"ES256","kid":"o"})", claims())},
        {"a kid that is a path", rsa.token(R"({"alg":"RS256","kid":"../../dev/null"})", claims())},
        {"a kid that is SQL", rsa.token(R"({"alg":"RS256","kid":"' OR 1=1 --"})", claims())},
        {"the attacker's own key inside",
         ed25519.token(R"({"alg":"EdDSA","jwk":{)" + ed25519.jwk() + "}}", claims())},
        {"another payload", signed_text + "A." + good.substr(good.rfind('.') + 1)},
        {"the signature twice", good + good.substr(good.rfind('.') + 1)},
    };
}

TEST(TokenOfAProvider, IsRefusedWhenItWasMadeWithWhatEverybodyKnows) {
    const Provider provider;
    for (const auto& bad : forged_with_public_keys()) {
        SCOPED_TRACE(bad.name);
        const auto who = provider.judge(bad.token);
        ASSERT_FALSE(who.has_value());
        EXPECT_EQ(who.error().code, Errc::authentication_error);
    }
}

TEST(Token, OfSomebodyWhoSignedInNamesSessionAndEpoch) {
    Principal who{.user_id = "a@example.org", .email = "a@example.org", .role = Role::super_admin};
    who.signed_in = SignedIn{.token_id = "0a1b.2", .epoch = 3};

    const auto seen = verify_token(
        issue_token(who, rules(), fixed_clock().now(), 1h),
        keys_of(rules()),
        rules(),
        fixed_clock().now()
    );

    ASSERT_TRUE(seen && seen->signed_in);
    EXPECT_EQ(seen->signed_in->session(), "0a1b");
    EXPECT_EQ(seen->signed_in->epoch, 3);
}

TEST(TokenDeathTest, NeedsASecretOfThirtyTwoBytes) {
    auto short_one = rules();
    short_one.secret.pop_back();

    EXPECT_DEATH((void)keys_of(short_one), "key");
}

}  // namespace
}  // namespace rollcall::access
