#include "sheet/sniff.hpp"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/zip_file.hpp"

namespace rollcall::sheet {
namespace {

using std::string_literals::operator""s;

std::string verdict(const Result<Kind>& kind) {
    if (!kind) return std::string(to_string(kind.error().code));
    return *kind == Kind::zip ? "zip" : "text";
}

// A local header of a zip with this name, and what follows it.
std::string entry(const std::string& name, const std::string& content = "") {
    std::string header = "PK\x03\x04" + std::string(26, '\0');
    header[26] = static_cast<char>(name.size());
    return header + name + content;
}

std::string wide(const std::string& text) {
    std::string units;
    for (const char c : text)
        units += std::string{c, '\0'};
    return units;
}

constexpr auto ole_magic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

// An OLE file whose directory is one sector, far behind the first bytes.
std::string ole_file(const std::string& stream) {
    constexpr std::size_t sector = 200;
    std::string bytes = ole_magic + std::string(504, '\0');
    bytes[30] = 9;
    bytes[48] = static_cast<char>(sector);
    bytes.resize((sector + 1) * 512, '\0');
    return bytes + wide(stream) + std::string(512, '\0');
}

struct Case {
    std::string name;
    std::string bytes;
    std::string expected;
};

class Sniff : public testing::TestWithParam<Case> {};

TEST_P(Sniff, TellsByTheFirstBytes) {
    EXPECT_EQ(verdict(sniff(GetParam().bytes)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Files,
    Sniff,
    testing::Values(
        Case{"workbook", entry("[Content_Types].xml") + entry("xl/workbook.xml"), "zip"},
        Case{
            "workbook_with_a_document_inside",
            entry("xl/workbook.xml") + entry("word/document.xml"),
            "zip"},
        Case{
            "workbook_behind_other_bytes",
            std::string(512, '\x01') + entry("[Content_Types].xml"),
            "zip"},
        Case{
            "binary_workbook",
            entry("[Content_Types].xml") + entry("xl/workbook.bin"),
            "FILE_XLSB"},
        Case{
            "opendocument",
            entry("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
            "FILE_ODS"},
        Case{
            "opendocument_text",
            entry("mimetype", "application/vnd.oasis.opendocument.text"),
            "FILE_NOT_A_SPREADSHEET"},
        Case{
            "word_document",
            entry("[Content_Types].xml") + entry("word/document.xml"),
            "FILE_NOT_A_SPREADSHEET"},
        Case{"empty_zip", "PK\x05\x06" + std::string(18, '\0'), "FILE_NOT_A_SPREADSHEET"},
        Case{"nothing", "", "FILE_EMPTY"},
        Case{"excel_97", ole_magic + std::string(600, '\0'), "FILE_LEGACY_XLS"},
        Case{"excel_4", "\x09\x04\x06\x00\x00\x00\x10\x00"s, "FILE_LEGACY_XLS"},
        Case{
            "password",
            ole_magic + std::string(504, '\0') + wide("EncryptedPackage"),
            "FILE_ENCRYPTED"},
        Case{"pdf", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", "FILE_NOT_A_SPREADSHEET"},
        Case{"html", "\r\n <!DOCTYPE html><html>", "FILE_NOT_A_SPREADSHEET"},
        Case{"html_table", "<table><tr><td>1", "FILE_NOT_A_SPREADSHEET"},
        Case{"png", "\x89PNG\r\n\x1A\n" + std::string(40, 'x'), "FILE_NOT_A_SPREADSHEET"},
        Case{"gzip", "\x1F\x8B\x08" + std::string(40, 'x'), "FILE_NOT_A_SPREADSHEET"},
        Case{"binary", "ab" + std::string(100, '\0') + "cd", "FILE_NOT_A_SPREADSHEET"},
        Case{"text", "a,b\n1,2\n", "text"},
        Case{"text_with_a_nul", "a,b\n1\0,2\n"s, "text"},
        Case{"windows_1252", "name\nJos\xE9\n", "text"},
        Case{"utf16", "\xFF\xFE" + wide("a,b\n"), "text"},
        Case{"utf16_without_a_mark", wide("a,b\n1,2\n"), "text"},
        Case{"a_surname_that_looks_like_an_archive", std::string(256, 'x') + "Mustard,b\n", "text"}
    ),
    [](const auto& test) { return test.param.name; }
);

TEST(SniffFile, FindsAPasswordWhereverTheDirectoryStands) {
    const auto locked = test::memory_file(ole_file("EncryptedPackage"));
    const auto open = test::memory_file(ole_file("Workbook"));

    EXPECT_EQ(verdict(sniff(File(locked.get()))), "FILE_ENCRYPTED");
    EXPECT_EQ(verdict(sniff(File(open.get()))), "FILE_LEGACY_XLS");
}

TEST(SniffFile, SaysWhatTheFileLooksLike) {
    EXPECT_THAT(sniff("%PDF-1.7").error().message, testing::HasSubstr("PDF"));
    EXPECT_THAT(sniff("<html>").error().message, testing::HasSubstr("HTML"));
}

}  // namespace
}  // namespace rollcall::sheet
