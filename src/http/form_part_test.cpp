#include "http/form_part.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace rollcall::http {
namespace {

struct NameCase {
    std::string_view name;
    std::string_view parameters;
    std::string_view expected;
};

constexpr NameCase name_cases[] = {
    {"quoted", R"(filename="members.xlsx")", "members.xlsx"},
    {"a token", "filename=members.xlsx", "members.xlsx"},
    {"blanks around", "filename = \"members.xlsx\" ", "members.xlsx"},
    {"escaped quotes and backslashes", R"(filename="a\"b.xlsx")", "a\"b.xlsx"},
    {"a browser's quotes", R"(filename="a%22b%20.xlsx")", "a\"b%20.xlsx"},
    {"a semicolon within quotes", R"(filename="a;b.xlsx")", "a;b.xlsx"},
    {"UTF-8 as it is", "filename=\"Mitgliederübersicht.xlsx\"", "Mitgliederübersicht.xlsx"},
    {"ill-formed UTF-8", "filename=\"a\xFF.xlsx\"", "a\xEF\xBF\xBD.xlsx"},
    {"RFC 5987", "filename*=UTF-8''%e2%82%ac%20rates.xlsx", "€ rates.xlsx"},
    {"RFC 5987 with a language", "filename*=utf-8'en'a.xlsx", "a.xlsx"},
    {"RFC 5987 in Latin-1", "filename*=ISO-8859-1''%E9.xlsx", "é.xlsx"},
    {"RFC 5987 wins", "filename=\"e.xlsx\"; filename*=UTF-8''%C3%A9.xlsx", "é.xlsx"},
    {"a path", R"(filename="../../etc/passwd")", "passwd"},
    {"a Windows path", R"(filename="C:\Users\me\list.xlsx")", "list.xlsx"},
    {"a hidden path", "filename*=UTF-8''..%2f..%2Fx.xlsx", "x.xlsx"},
    {"a path alone", R"(filename="../..")", ""},
    {"NUL and controls", "filename*=UTF-8''a%00b%0d%0ac%7f.xlsx", "abc.xlsx"},
    {"a turned direction", "filename*=UTF-8''a%E2%80%AExslx.exe", "axslx.exe"},
    {"nothing chosen", R"(filename="")", ""},
};

TEST(FormPart, ReadsFileNamesAsClientsSendThem) {
    for (const auto& [name, parameters, expected] : name_cases) {
        SCOPED_TRACE(name);
        const auto part = parse_form_part(
            "content-disposition: form-data; name=\"file\"; " + std::string(parameters) + "\r\n"
        );
        ASSERT_TRUE(part) << part.error().message;
        ASSERT_TRUE(part->file_name);
        EXPECT_EQ(*part->file_name, expected);
    }
}

TEST(FormPart, TellsAFieldFromAFile) {
    const auto part = parse_form_part("Content-Disposition: form-data; name=\"mode\"\r\n");

    ASSERT_TRUE(part);
    EXPECT_EQ(part->name, "mode");
    EXPECT_FALSE(part->file_name);
}

TEST(FormPart, RefusesANameOfAMegabyte) {
    const auto part = parse_form_part(
        "Content-Disposition: form-data; name=" + std::string(1'000'000, 'a') + "\r\n"
    );

    ASSERT_FALSE(part);
    EXPECT_EQ(part.error().code, Errc::validation_error);
}

TEST(CleanFileName, CutsALongNameAtACharacterAndKeepsItsExtension) {
    std::string name;
    for (int i = 0; i < 200; ++i)
        name += "é";

    const auto cleaned = clean_file_name(name + ".xlsx");

    EXPECT_LE(cleaned.size(), 255U);
    EXPECT_GE(cleaned.size(), 254U);
    EXPECT_TRUE(cleaned.ends_with("é.xlsx"));
    EXPECT_TRUE(is_utf8(cleaned));
}

TEST(CleanFileName, CutsANameThatIsAllExtension) {
    const auto cleaned = clean_file_name("." + std::string(4096, 'x'));

    EXPECT_EQ(cleaned.size(), 255U);
}

TEST(ParseBoundary, TakesTokensAndQuotes) {
    EXPECT_EQ(parse_boundary("multipart/form-data; boundary=abc"), "abc");
    EXPECT_EQ(parse_boundary("Multipart/Form-Data;charset=utf-8; boundary=\"a b:c\""), "a b:c");
}

TEST(ParseBoundary, RefusesWhatIsNoFormOrNoBoundary) {
    const std::string long_boundary(71, 'a');
    for (const std::string_view type :
         {"",
          "application/json",
          "multipart/form-data",
          "multipart/form-data; boundary=",
          "multipart/form-data; boundary=\"\"",
          "multipart/form-data; boundary=\"a",
          "multipart/form-data; boundary=\"a \"",
          "multipart/form-data; boundary=\"a\xC3\xA9\"",
          "multipart/form-data; boundary=a; boundary=b",
          "multipart/mixed; boundary=a"}) {
        SCOPED_TRACE(type);
        const auto boundary = parse_boundary(type);
        ASSERT_FALSE(boundary);
        EXPECT_EQ(boundary.error().code, Errc::validation_error);
    }
    EXPECT_FALSE(parse_boundary("multipart/form-data; boundary=" + long_boundary));
}

}  // namespace
}  // namespace rollcall::http
