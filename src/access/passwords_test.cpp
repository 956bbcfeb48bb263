#include "access/passwords.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rollcall::access {
namespace {

using testing::StartsWith;

// As little as there is: what is tested here is not how slow it is.
constexpr Passwords::Cost cheap{.memory_bytes = 8 * kib, .passes = 1};

TEST(Passwords, FitTheirOwnHashAlone) {
    const Passwords passwords(cheap);
    const auto hash = passwords.hash("correct horse battery");

    EXPECT_TRUE(passwords.fits("correct horse battery", hash));
    EXPECT_FALSE(passwords.fits("correct horse batterz", hash));
    EXPECT_FALSE(passwords.fits("", hash));
    EXPECT_FALSE(passwords.fits("correct horse battery", "not a hash"));
}

TEST(Passwords, HaveASaltEach) {
    const Passwords passwords(cheap);

    EXPECT_NE(passwords.hash("the same one twice"), passwords.hash("the same one twice"));
}

TEST(Passwords, AreHashedAtWhatItMustAtLeastCost) {
    EXPECT_THAT(
        Passwords().hash("correct horse battery"), StartsWith("$argon2id$v=19$m=19456,t=2,p=1$")
    );
    EXPECT_THAT(Passwords().nobodys(), StartsWith("$argon2id$v=19$m=19456,t=2,p=1$"));
}

// Made by another program: `argon2 somesalt -id -t 2 -k 65536 -p 1`, of its own test vectors.
TEST(Passwords, FitAHashOfAnotherProgram) {
    const std::string hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

    EXPECT_TRUE(Passwords(cheap).fits("password", hash));
    EXPECT_FALSE(Passwords(cheap).fits("passwore", hash));
}

TEST(Passwords, AreRefusedWhenTheyAreTooShortTooLongTheAddressOrCommon) {
    EXPECT_TRUE(judge_password("twelve chars", "a@example.org"));
    EXPECT_TRUE(judge_password("žluťoučký kůň", "a@example.org"));
    EXPECT_FALSE(judge_password("eleven char", "a@example.org"));
    EXPECT_FALSE(judge_password("žluťoučký k", "a@example.org")) << "bytes are not characters";
    EXPECT_TRUE(judge_password("a sentence" + std::string(502, 'x'), "a@example.org"));
    EXPECT_FALSE(judge_password("a sentence" + std::string(503, 'x'), "a@example.org"));
    EXPECT_FALSE(judge_password("SOMEBODY@example.org", "somebody@example.org"));
    EXPECT_FALSE(judge_password("Password-1234", "a@example.org"));
    EXPECT_FALSE(judge_password("not UTF-8 at all \xFF", "a@example.org"));
}

}  // namespace
}  // namespace rollcall::access
