#include "sheet/sniff.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/text.hpp"
#include "sheet/csv/encoding.hpp"
#include "sheet/file.hpp"
#include "sheet/ole.hpp"

namespace rollcall::sheet {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto zip_entry = "PK\x03\x04"sv;
constexpr auto zip_end = "PK\x05\x06"sv;
constexpr std::string_view cure = ": save the list as .xlsx or .csv in a spreadsheet program";

std::unexpected<Error> not_a_spreadsheet(std::string_view what) {
    return refuse(Errc::file_not_a_spreadsheet, "this is " + std::string(what) + std::string(cure));
}

std::unexpected<Error> legacy_xls() {
    return refuse(
        Errc::file_legacy_xls,
        "this is a workbook of Excel 2003 or older (.xls): open it in Excel and save it as .xlsx"
    );
}

std::unexpected<Error> encrypted() {
    return refuse(
        Errc::file_encrypted,
        "the workbook is protected by a password: remove the password in Excel and upload it again"
    );
}

std::unexpected<Error> ods() {
    return refuse(
        Errc::file_ods,
        "this is an OpenDocument spreadsheet (.ods): save it as .xlsx and upload that"
    );
}

std::unexpected<Error> xlsb() {
    return refuse(
        Errc::file_xlsb, "this is a binary workbook (.xlsb): open it in Excel and save it as .xlsx"
    );
}

// What a file begins with, and what that makes it.
struct Magic {
    std::size_t offset;
    std::string_view bytes;
    std::string_view what;
};

constexpr std::array magics{
    Magic{.offset = 0, .bytes = "\x89PNG\r\n\x1A\n"sv, .what = "a PNG image"},
    Magic{.offset = 0, .bytes = "\xFF\xD8\xFF"sv, .what = "a JPEG image"},
    Magic{.offset = 0, .bytes = "GIF87a"sv, .what = "a GIF image"},
    Magic{.offset = 0, .bytes = "GIF89a"sv, .what = "a GIF image"},
    Magic{.offset = 0, .bytes = "II*\0"sv, .what = "a TIFF image"},
    Magic{.offset = 0, .bytes = "MM\0*"sv, .what = "a TIFF image"},
    Magic{.offset = 8, .bytes = "WEBPVP8"sv, .what = "a WebP image"},
    Magic{.offset = 4, .bytes = "ftypheic"sv, .what = "a HEIC image"},
    Magic{.offset = 0, .bytes = "\x1F\x8B"sv, .what = "a gzip archive"},
    Magic{.offset = 0, .bytes = "Rar!\x1A\x07"sv, .what = "a RAR archive"},
    Magic{.offset = 0, .bytes = "7z\xBC\xAF\x27\x1C"sv, .what = "a 7-Zip archive"},
    Magic{
        .offset = 0,
        .bytes = "\xFD"
                 "7zXZ\0"sv,
        .what = "an XZ archive"},
    Magic{.offset = 4, .bytes = "1AY&SY"sv, .what = "a bzip2 archive"},
    Magic{.offset = 0, .bytes = "\x28\xB5\x2F\xFD"sv, .what = "a Zstandard archive"},
    Magic{.offset = 257, .bytes = "ustar\0"sv, .what = "a tar archive"},
    Magic{.offset = 257, .bytes = "ustar  \0"sv, .what = "a tar archive"},
    Magic{.offset = 0, .bytes = R"({\rtf)", .what = "a Rich Text document"},
    Magic{.offset = 0, .bytes = "SQLite format 3\0"sv, .what = "a database"},
    Magic{.offset = 4, .bytes = "Standard Jet DB"sv, .what = "an Access database"},
    Magic{.offset = 4, .bytes = "Standard ACE DB"sv, .what = "an Access database"},
    Magic{
        .offset = 0,
        .bytes = "\x7F"
                 "ELF"sv,
        .what = "a program"},
};

// The records that begin workbooks of Excel 2, 3 and 4, which have no container.
constexpr std::array old_workbooks{
    "\x09\x00\x04\x00"sv,
    "\x09\x02\x06\x00"sv,
    "\x09\x04\x06\x00"sv};

bool stands_at(std::string_view bytes, std::size_t offset, std::string_view wanted) {
    return bytes.size() > offset && bytes.substr(offset).starts_with(wanted);
}

std::string_view without_mark_and_blanks(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    const auto first = bytes.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view{} : bytes.substr(first);
}

// Markup that people take for a workbook since it opens in Excel.
std::optional<std::string_view> markup(std::string_view bytes) {
    const auto start = fold_case(without_mark_and_blanks(bytes).substr(0, 1024));
    constexpr std::array html{
        "<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<!--"};
    const auto starts = [&](std::string_view tag) { return start.starts_with(tag); };
    if (std::ranges::any_of(html, starts)) return "an HTML page";
    if (!starts("<?xml")) return std::nullopt;
    if (start.contains("<html")) return "an HTML page";
    if (start.contains("office:spreadsheet")) return "an Excel 2003 XML table";
    if (start.contains("<svg")) return "an SVG image";
    return "an XML file";
}

// The names of a zip's entries, as far as their headers stand in the first bytes.
struct ZipContent {
    bool ods = false;
    bool xlsb = false;
    std::string_view other;  // what it is when it is no workbook
};

std::string_view name_at(std::string_view bytes, std::size_t header) {
    constexpr std::size_t name_length = 26;
    constexpr std::size_t name = 30;
    if (header + name > bytes.size()) return {};
    const auto low = static_cast<unsigned char>(bytes[header + name_length]);
    const auto high = static_cast<unsigned char>(bytes[header + name_length + 1]);
    return bytes.substr(header + name, low + (std::size_t{high} << 8U));
}

std::string_view kind_of_entry(std::string_view name) {
    if (name.starts_with("word/")) return "a Word document";
    if (name.starts_with("ppt/")) return "a PowerPoint presentation";
    if (name.starts_with("Index/") || name.ends_with(".iwa")) return "an Apple Numbers document";
    if (name == "META-INF/MANIFEST.MF") return "a Java archive";
    return {};
}

ZipContent content_of(std::string_view bytes) {
    ZipContent content;
    constexpr auto spreadsheet = "mimetypeapplication/vnd.oasis.opendocument.spreadsheet"sv;
    constexpr auto opendocument = "mimetypeapplication/vnd.oasis.opendocument."sv;
    constexpr auto mimetype = "mimetypeapplication/"sv;
    if (stands_at(bytes, 30, spreadsheet)) {
        content.ods = true;
    } else if (stands_at(bytes, 30, opendocument)) {
        content.other = "an OpenDocument file";
    } else if (stands_at(bytes, 30, mimetype)) {
        content.other = "an archive of another kind";
    }
    auto at = bytes.find(zip_entry);
    for (; at != std::string_view::npos; at = bytes.find(zip_entry, at + 1)) {
        const auto name = name_at(bytes, at);
        if (equals_folded(name, "xl/workbook.bin")) content.xlsb = true;
        // Whatever a workbook carries inside stands behind its own parts.
        if (fold_case(name.substr(0, 3)) == "xl/") break;
        if (content.other.empty()) content.other = kind_of_entry(name);
    }
    return content;
}

Result<Kind> judge_zip(std::string_view bytes) {
    const auto content = content_of(bytes);
    if (content.ods) return ods();
    if (content.xlsb) return xlsb();
    if (!content.other.empty()) return not_a_spreadsheet(content.other);
    return Kind::zip;
}

bool is_bitmap(std::string_view bytes) {
    return bytes.starts_with("BM") && stands_at(bytes, 6, "\0\0\0\0"sv);
}

bool is_windows_program(std::string_view bytes) {
    return bytes.starts_with("MZ") && bytes.contains('\0');
}

// One NUL in a list of people is a damaged row; control bytes in every line are no text.
bool is_binary(std::string_view bytes) {
    const auto is_control = [](char c) {
        return c >= 0 && c < ' ' && c != '\t' && c != '\r' && c != '\n' && c != '\f' && c != '\x1A';
    };
    const auto controls = static_cast<std::size_t>(std::ranges::count_if(bytes, is_control));
    constexpr std::size_t one_in = 20;
    return controls > 1 + bytes.size() / one_in;
}

// An archive behind foreign bytes, as self-extracting files have it; its reader decides.
bool has_workbook_inside(std::string_view bytes) {
    const auto at = bytes.find(zip_entry);
    if (at == std::string_view::npos) return false;
    const auto name = name_at(bytes, at);
    return name == "[Content_Types].xml" || name == "_rels/.rels" || name.starts_with("xl/");
}

Result<Kind> judge_rest(std::string_view bytes) {
    for (const auto& magic : magics) {
        if (stands_at(bytes, magic.offset, magic.bytes)) return not_a_spreadsheet(magic.what);
    }
    if (bytes.substr(0, 1024).contains("%PDF-")) return not_a_spreadsheet("a PDF document");
    if (const auto what = markup(bytes)) return not_a_spreadsheet(*what);
    if (is_bitmap(bytes)) return not_a_spreadsheet("a bitmap image");
    if (is_windows_program(bytes)) return not_a_spreadsheet("a program");
    if (csv::is_utf16(bytes) || !is_binary(bytes)) return Kind::text;
    if (has_workbook_inside(bytes)) return judge_zip(bytes);
    return not_a_spreadsheet("a binary file of an unknown kind");
}

Result<Kind> judge(std::string_view bytes) {
    if (bytes.empty()) return refuse(Errc::file_empty, "the file is empty: it has no bytes at all");
    if (bytes.starts_with(zip_entry)) return judge_zip(bytes);
    if (bytes.starts_with(zip_end)) return not_a_spreadsheet("an empty zip archive");
    const auto starts = [&](std::string_view magic) { return bytes.starts_with(magic); };
    if (std::ranges::any_of(old_workbooks, starts)) return legacy_xls();
    return judge_rest(bytes);
}

}  // namespace

Result<Kind> sniff(std::string_view first_bytes) {
    if (!ole::is_ole(first_bytes)) return judge(first_bytes);
    if (ole::is_encrypted(first_bytes)) return encrypted();
    return legacy_xls();
}

Result<Kind> sniff(const File& file) {
    const auto first_bytes = file.bytes_at(0, sniff_bytes);
    if (!ole::is_ole(first_bytes)) return judge(first_bytes);
    if (ole::is_encrypted(file)) return encrypted();
    return legacy_xls();
}

}  // namespace rollcall::sheet
