#include "base/hash.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace rollcall {
namespace {

TEST(Sha256, MatchesTheStandardsVectors) {
    // FIPS 180-4, examples of one block and of the empty message.
    EXPECT_EQ(
        sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, DoesNotDependOnHowTheBytesAreCut) {
    Sha256 sha;
    sha.update("a");
    sha.update("");
    sha.update("bc");

    EXPECT_EQ(sha.finish_hex(), sha256_hex("abc"));
}

TEST(Hmac, MatchesRfc4231Case2) {
    EXPECT_EQ(
        to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
}

TEST(Sha1, MatchesTheStandardsVector) {
    EXPECT_EQ(to_hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
}

TEST(Md5, MatchesTheStandardsVector) {
    EXPECT_EQ(to_hex(md5("abc")), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(EqualInConstantTime, ComparesLengthAndBytes) {
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
}

}  // namespace
}  // namespace rollcall
