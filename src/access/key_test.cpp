#include "access/key.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "access/base64url.hpp"
#include "tests/support/made_keys.hpp"

namespace rollcall::access {
namespace {

using tests::MadeKey;

std::string unhex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    return bytes;
}

// The order of P-256's group (SEC 2, section 2.4.2).
std::string order() {
    return unhex("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551");
}

TEST(Key, OfAPublicPemVerifiesWhatItsPrivateHalfSigned) {
    for (const auto* made :
         {&tests::provider_rsa(), &tests::provider_p256(), &tests::provider_ed25519()}) {
        SCOPED_TRACE(made->algorithm());
        const auto key = Key::of_pem(made->public_pem());

        ASSERT_TRUE(key) << key.error().message;
        EXPECT_EQ(to_string(key->algorithm()), made->algorithm());
        const auto signature = made->sign("a text");
        EXPECT_TRUE(key->verifies("a text", signature));
        EXPECT_FALSE(key->verifies("another text", signature));
        EXPECT_FALSE(key->verifies("a text", signature.substr(1)));
        EXPECT_FALSE(key->verifies("a text", signature + '\0'));
        EXPECT_FALSE(key->verifies("a text", ""));
    }
}

// RFC 8037, appendix A.4: another program's signature.
TEST(Key, OfEd25519VerifiesTheExampleOfItsStandard) {
    const auto x = from_base64url("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").value();
    const auto signature = from_base64url(
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );
    const auto key = Key::of_ed25519(x);

    ASSERT_TRUE(key.has_value());
    EXPECT_TRUE(
        key->verifies("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc", *signature)
    );
}

// RFC 7515, appendix A.3.
TEST(Key, OfP256VerifiesTheExampleOfItsStandard) {
    const auto key = Key::of_p256(
        from_base64url("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU").value(),
        from_base64url("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0").value()
    );
    const auto signature = from_base64url(
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );

    ASSERT_TRUE(key.has_value());
    EXPECT_TRUE(key->verifies(
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
        "LmNvbS9pc19yb290Ijp0cnVlfQ",
        *signature
    ));
}

TEST(Key, OfP256RefusesNumbersThatNoSignatureHas) {
    const auto key = Key::of_pem(tests::provider_p256().public_pem()).value();
    const std::string zero(32, '\0');
    const std::string one = std::string(31, '\0') + '\x01';
    const auto good = tests::provider_p256().sign("a text");
    const auto r = good.substr(0, 32);
    const auto s = good.substr(32);
    const struct {
        std::string_view name;
        std::string signature;
    } cases[] = {
        {"both zero", zero + zero},
        {"r zero", zero + s},
        {"s zero", r + zero},
        {"r the order", order() + s},
        {"s the order", r + order()},
        {"both the order", order() + order()},
        {"the order and one", order() + one},
        {"all ones", std::string(64, '\xFF')},
        {"as DER", unhex("3006020101020101")},
        {"one byte less", good.substr(0, 63)},
        {"one byte more", good + '\0'},
        {"halves exchanged", s + r},
    };

    EXPECT_TRUE(key.verifies("a text", good));
    for (const auto& [name, signature] : cases) {
        SCOPED_TRACE(name);
        EXPECT_FALSE(key.verifies("a text", signature));
    }
}

TEST(Key, IsRefusedWhenItIsTooWeakOrOfAnotherKind) {
    const struct {
        std::string_view name;
        std::string pem;
    } cases[] = {
        {"nothing", ""},
        {"no PEM", "a key"},
        {"an empty PEM", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----\n"},
        {"a private key", tests::provider_p256().private_pem()},
        {"RSA of 1024 bits", MadeKey::rsa(1024).public_pem()},
        {"P-384", MadeKey::elliptic("P-384").public_pem()},
        {"secp256k1", MadeKey::elliptic("secp256k1").public_pem()},
        {"Ed448", MadeKey::ed448().public_pem()},
    };

    for (const auto& [name, pem] : cases) {
        SCOPED_TRACE(name);
        const auto key = Key::of_pem(pem);
        ASSERT_FALSE(key.has_value());
        EXPECT_EQ(key.error().code, Errc::validation_error);
    }
}

TEST(Key, OfNumbersMustBeSound) {
    const std::string one = std::string(31, '\0') + '\x01';

    EXPECT_FALSE(Key::of_p256(one, one)) << "not on the curve";
    EXPECT_FALSE(Key::of_p256(std::string(32, '\0'), std::string(32, '\0')));
    EXPECT_FALSE(Key::of_p256("", ""));
    EXPECT_FALSE(Key::of_ed25519(std::string(31, 'x')));
    EXPECT_FALSE(Key::of_rsa("", ""));
    EXPECT_FALSE(Key::of_rsa(std::string(256, '\xFF'), std::string("\x01")));
    EXPECT_FALSE(Key::of_rsa(std::string(256, '\xFE'), std::string("\x01\x00\x01", 3)))
        << "an even modulus";
    EXPECT_FALSE(Key::of_rsa(std::string(4096, '\xFF'), std::string("\x01\x00\x01", 3)))
        << "more bits than anybody needs";
}

TEST(Key, OfASecretNeedsThirtyTwoBytes) {
    EXPECT_FALSE(Key::of_secret(std::string(31, 'k')));
    EXPECT_TRUE(Key::of_secret(std::string(32, 'k')));
}

}  // namespace
}  // namespace rollcall::access
