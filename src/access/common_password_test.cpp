#include "access/common_password.hpp"

#include <string>

#include <gtest/gtest.h>

namespace rollcall::access {
namespace {

bool is_common(std::string_view password) {
    return is_common_password(password, "thabo.nkosi@branch.example.org");
}

TEST(CommonPasswords, AreWhatEverybodyTriesFirst) {
    for (const std::string password :
         {"Password1234",
          "P@ssw0rd2026!",
          "passwordpassword",
          "adminadminadmin",
          "Welcome!!2026",
          "LetMeIn-LetMeIn",
          "qwertyuiop12",
          "asdfghjkl;'123",
          "123456789012",
          "987654321098",
          "abcdefghijkl",
          "iloveyou iloveyou",
          "SouthAfrica#1994",
          "Rollcall12345",
          "summer.winter.2026",
          "Secret 000 secret"})
        EXPECT_TRUE(is_common(password)) << password;
}

TEST(CommonPasswords, AreAShortPatternAgainAndAgain) {
    for (const std::string password :
         {"aaaaaaaaaaaa", "ababababababa", "xyzxyzxyzxyz", "kq7!kq7!kq7!"})
        EXPECT_TRUE(is_common(password)) << password;
    EXPECT_FALSE(is_common("kq7!vkq7!vkq7!v")) << "five characters are a word";
}

TEST(CommonPasswords, AreThePersonsOwnName) {
    for (const std::string password : {"Thabo-Nkosi-2026", "nkosinkosinkosi", "thabo@branch1234"})
        EXPECT_TRUE(is_common(password)) << password;
    EXPECT_FALSE(is_common_password("Thabo-Nkosi-2026", "zoe@example.org"));
}

TEST(CommonPasswords, AreNotWhatNobodyWouldThinkOf) {
    for (const std::string password :
         {"correct horse battery",
          "a password of my own",
          "žluťoučký kůň",
          "839201748362",
          "passwordless teapot",
          "",
          "twelve chars"})
        EXPECT_FALSE(is_common(password)) << password;
}

}  // namespace
}  // namespace rollcall::access
