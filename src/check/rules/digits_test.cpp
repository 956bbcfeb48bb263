#include "check/rules/digits.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace rollcall::check::rules {
namespace {

TEST(Digits, ReadsTextsAndExactNumbers) {
    struct Case {
        std::string_view text;
        std::string_view digits;
    };
    for (const auto& [text, expected] : {
             Case{"8001015009087", "8001015009087"},
             Case{"0801015009087", "0801015009087"},
             Case{"0801015009087.0", "0801015009087"},
             Case{"8001015009087.000", "8001015009087"},
             Case{"8.001015009087E+12", "8001015009087"},
             Case{"8.001015009087e12", "8001015009087"},
             Case{"80010150090870E-1", "8001015009087"},
             Case{"8.00101500908E12", "8001015009080"},
             Case{"7.401E7", "74010000"},
             Case{"800101 5009 087", "8001015009087"},
             Case{"800101-5009-08-7", "8001015009087"},
             Case{"800101\xC2\xA0\x35\x30\x30\x39\xE2\x80\x93\x30\x38\x37", "8001015009087"},
             Case{"\xE2\x80\xAA\x38\x30\x30\xE2\x80\xAC", "800"},
             Case{"0", "0"},
         }) {
        SCOPED_TRACE(text);
        const auto digits = read_digits(text, Signs::plain);
        ASSERT_TRUE(digits);
        EXPECT_EQ(digits->view(), expected);
    }
}

TEST(Digits, KnowsADigitFromEveryOtherByteAtEveryPlace) {
    for (std::size_t length = 1; length <= Digits::count_max; ++length) {
        for (std::size_t place = 0; place < length; ++place) {
            for (unsigned byte = 0; byte < 256; ++byte) {
                std::string text(length, '9');
                text[place] = static_cast<char>(byte);
                const auto digits = read_digits(text, Signs::plain);
                const bool as_it_stands = digits && digits->view() == text;
                ASSERT_EQ(as_it_stands, byte >= '0' && byte <= '9') << place << " of " << text;
            }
        }
    }
}

TEST(Digits, RefusesWhatIsNoExactIntegerAndCountsItsDigits) {
    struct Case {
        std::string_view text;
        std::uint32_t found;
    };
    for (const auto& [text, found] : {
             Case{"", 0},
             Case{"abc", 0},
             Case{"80010150O9087", 12},
             Case{"8001015009087.5", 14},
             Case{"8.0010150090875E+12", 14},
             Case{"8001015009087E-1", 13},
             Case{"1e400", 1},
             Case{"1E99999999999", 12},
             Case{"1234567890123456", 16},
             Case{"+8001015009087", 13},
             Case{"-", 0},
             Case{"--", 0},
             Case{"(800)", 3},
         }) {
        SCOPED_TRACE(text);
        const auto digits = read_digits(text, Signs::plain);
        ASSERT_FALSE(digits);
        EXPECT_EQ(digits.error().found, found);
        EXPECT_FALSE(digits.error().shortened);
    }
}

TEST(Digits, TellsANumberThatAProgramShortened) {
    const auto digits = read_digits("8.00102E+12", Signs::plain);

    ASSERT_FALSE(digits);
    EXPECT_TRUE(digits.error().shortened);
    EXPECT_EQ(digits.error().found, 6);
}

TEST(Digits, ReadsTelephoneNumbersWithTheirSigns) {
    const auto digits = read_digits("+27 (82) 123.45-67", Signs::telephone);

    ASSERT_TRUE(digits);
    EXPECT_EQ(digits->view(), "27821234567");
    EXPECT_TRUE(digits->plus);
    EXPECT_FALSE(read_digits("082+1234567", Signs::telephone));
    EXPECT_FALSE(read_digits("082 123 4567 ext 5", Signs::telephone));
}

}  // namespace
}  // namespace rollcall::check::rules
