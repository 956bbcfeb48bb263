#include "sheet/zip/archive.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "sheet/zip/unpacker.hpp"
#include "tests/support/zip_file.hpp"

namespace rollcall::sheet::zip {
namespace {

using test::memory_file;
using test::zip_entry;
using test::zip_file;
using test::ZipEntry;

std::string content() {
    std::string text;
    for (int i = 0; i < 500; ++i)
        text += "row " + std::to_string(i) + ";";
    return text;
}

// Two honest parts, for a test to bend.
std::vector<ZipEntry> two_parts() {
    return {zip_entry("first.xml", content()), zip_entry("second.xml", "<a/>", false)};
}

// "ok", or the code of the refusal, at opening or while unpacking every part.
std::string ending(std::string_view bytes, const ReaderLimits& limits = {}) {
    const auto file = memory_file(bytes);
    const auto archive = Archive::open(file.get(), limits);
    if (!archive) return std::string(to_string(archive.error().code));
    for (const auto& entry : (*archive)->entries()) {
        Unpacker unpacker(**archive, entry, limits.part_bytes);
        std::string step(1000, '\0');
        for (Result<std::size_t> got = 1; got && *got > 0;) {
            got = unpacker.read(step);
            if (!got) return std::string(to_string(got.error().code));
        }
    }
    return "ok";
}

std::string read_all(Archive& archive, std::string_view name, std::size_t step) {
    const auto* const entry = archive.find(name);
    if (entry == nullptr) return "no such part";
    Unpacker unpacker(archive, *entry, archive.limits().part_bytes);
    std::string whole;
    std::string piece(step, '\0');
    for (;;) {
        const auto got = unpacker.read(piece);
        if (!got) return got.error().message;
        if (*got == 0) return whole;
        whole.append(piece, 0, *got);
    }
}

TEST(Archive, UnpacksStoredAndDeflatedPartsInStepsOfAnySize) {
    const auto file = memory_file(zip_file(two_parts()));
    const auto archive = Archive::open(file.get(), {});
    ASSERT_TRUE(archive) << archive.error().message;

    for (const std::size_t step : {1U, 7U, 4096U, 100'000U}) {
        EXPECT_EQ(read_all(**archive, "first.xml", step), content());
        EXPECT_EQ(read_all(**archive, "second.xml", step), "<a/>");
    }
}

TEST(Archive, FindsPartsHoweverTheirNamesAreSpelled) {
    const auto file = memory_file(zip_file({zip_entry("XL\\Work%73heets\\Sheet 1.XML", "a")}));
    const auto archive = Archive::open(file.get(), {});
    ASSERT_TRUE(archive);

    EXPECT_EQ(read_all(**archive, "/xl/worksheets/sheet%201.xml", 10), "a");
    EXPECT_EQ((*archive)->find("xl/worksheets/sheet2.xml"), nullptr);
}

TEST(Archive, ReadsFilesWithBytesAroundThem) {
    const auto bytes = zip_file(two_parts());
    struct Case {
        const char* name;
        std::string bytes;
    };
    for (const auto& [name, whole] : {
             Case{"junk before", std::string(512, 'j') + bytes},
             Case{"junk behind", bytes + std::string(70'000, '\0')},
             Case{"a comment", zip_file(two_parts(), {{}, {}, "hello", false})},
             Case{"zip64 records", zip_file(two_parts(), {{}, {}, "", true})},
             Case{
                 "zip64 behind junk",
                 std::string(100, 'j') + zip_file(two_parts(), {{}, {}, "", true})},
         }) {
        SCOPED_TRACE(name);
        EXPECT_EQ(ending(whole), "ok");
    }
}

TEST(Archive, RefusesWhatIsNoWholeZipFile) {
    const auto bytes = zip_file(two_parts());
    struct Case {
        const char* name;
        std::string bytes;
        const char* code;
    };
    for (const auto& [name, whole, code] : {
             Case{"nothing", "", "FILE_NOT_A_SPREADSHEET"},
             Case{"text", "name,id\n", "FILE_NOT_A_SPREADSHEET"},
             Case{"an empty archive", zip_file({}), "FILE_NOT_A_SPREADSHEET"},
             Case{"the first half", bytes.substr(0, bytes.size() / 2), "FILE_TRUNCATED"},
             Case{"without its last byte", bytes.substr(0, bytes.size() - 1), "FILE_TRUNCATED"},
             Case{
                 "a second directory in the comment",
                 zip_file(two_parts(), {{}, {}, zip_file({}), false}),
                 "FILE_CORRUPT"},
             Case{
                 "a directory elsewhere",
                 zip_file(two_parts(), {{}, 1'000'000, "", false}),
                 "FILE_CORRUPT"},
             Case{
                 "more entries than there are",
                 zip_file(two_parts(), {3, {}, "", false}),
                 "FILE_CORRUPT"},
             Case{
                 "fewer entries than there are",
                 zip_file(two_parts(), {1, {}, "", false}),
                 "FILE_CORRUPT"},
             Case{
                 "65,535 entries stated",
                 zip_file(two_parts(), {65'535, {}, "", false}),
                 "FILE_CORRUPT"},
         }) {
        SCOPED_TRACE(name);
        EXPECT_EQ(ending(whole), code);
    }
}

TEST(Archive, RefusesHeadersThatLie) {
    struct Case {
        const char* name;
        std::function<void(ZipEntry&)> bend;
        const char* code;
    };
    for (const auto& [name, bend, code] : {
             Case{"local size", [](ZipEntry& e) { e.local.size = 0x7FFFFFFF; }, "FILE_CORRUPT"},
             Case{"local packed size", [](ZipEntry& e) { ++e.local.packed_size; }, "FILE_CORRUPT"},
             Case{"local crc", [](ZipEntry& e) { e.local.crc ^= 1U; }, "FILE_CORRUPT"},
             Case{"local name", [](ZipEntry& e) { e.local.name = "other.xml"; }, "FILE_CORRUPT"},
             Case{"local method", [](ZipEntry& e) { e.local.method = 0; }, "FILE_CORRUPT"},
             Case{"both crc", [](ZipEntry& e) { e.local.crc = e.central.crc = 1; }, "FILE_CORRUPT"},
             Case{
                 "both sizes small",
                 [](ZipEntry& e) { e.local.size = e.central.size = 10; },
                 "FILE_CORRUPT"},
             Case{
                 "both sizes large",
                 [](ZipEntry& e) { e.local.size = e.central.size = 9'999; },
                 "FILE_CORRUPT"},
             Case{
                 "packed beyond the end",
                 [](ZipEntry& e) { e.local.packed_size = e.central.packed_size = 100'000; },
                 "FILE_CORRUPT"},
             Case{
                 "packed data cut short",
                 [](ZipEntry& e) { e.local.packed_size = --e.central.packed_size; },
                 "FILE_CORRUPT"},
             Case{
                 "offset beyond the end",
                 [](ZipEntry& e) { e.central.offset = 0x7FFFFFFF; },
                 "FILE_CORRUPT"},
             Case{"offset within data", [](ZipEntry& e) { e.central.offset = 5; }, "FILE_CORRUPT"},
             Case{"broken data", [](ZipEntry& e) { e.data[20] = '\xFF'; }, "FILE_CORRUPT"},
             Case{"no such block", [](ZipEntry& e) { e.data[0] = '\x07'; }, "FILE_CORRUPT"},
             Case{
                 "bzip2",
                 [](ZipEntry& e) { e.local.method = e.central.method = 12; },
                 "FILE_CORRUPT"},
             Case{
                 "encrypted",
                 [](ZipEntry& e) { e.local.flags = e.central.flags = 1; },
                 "FILE_ENCRYPTED"},
             Case{
                 "zip64 size without its field",
                 [](ZipEntry& e) { e.local.size = e.central.size = 0xFFFFFFFF; },
                 "FILE_CORRUPT"},
         }) {
        SCOPED_TRACE(name);
        auto parts = two_parts();
        bend(parts.front());

        EXPECT_EQ(ending(zip_file(parts)), code);
    }
}

TEST(Archive, RefusesOverlapsAndDuplicates) {
    auto overlapping = two_parts();
    overlapping.push_back(overlapping.front());
    overlapping.back().central.offset = 0;
    EXPECT_EQ(ending(zip_file(overlapping)), "FILE_CORRUPT");

    const std::vector<ZipEntry> twice{zip_entry("A/b.xml", "1"), zip_entry("a\\B.xml", "2")};
    EXPECT_EQ(ending(zip_file(twice)), "FILE_CORRUPT");

    const std::vector<ZipEntry> folders{zip_entry("a/", "", false), zip_entry("a/", "", false)};
    EXPECT_EQ(ending(zip_file(folders)), "ok");
}

TEST(Archive, ReadsEntriesWithDataDescriptors) {
    using test::little_endian;
    struct Case {
        const char* name;
        std::function<std::string(const ZipEntry&)> descriptor;
        const char* code;
    };
    for (const auto& [name, descriptor, code] : {
             Case{
                 "with a signature",
                 [](const ZipEntry& e) {
                     return "PK\x07\x08" + little_endian(e.central.crc, 4) +
                            little_endian(e.central.packed_size, 4) +
                            little_endian(e.central.size, 4);
                 },
                 "ok"},
             Case{
                 "bare",
                 [](const ZipEntry& e) {
                     return little_endian(e.central.crc, 4) +
                            little_endian(e.central.packed_size, 4) +
                            little_endian(e.central.size, 4);
                 },
                 "ok"},
             Case{
                 "of zip64",
                 [](const ZipEntry& e) {
                     return "PK\x07\x08" + little_endian(e.central.crc, 4) +
                            little_endian(e.central.packed_size, 8) +
                            little_endian(e.central.size, 8);
                 },
                 "ok"},
             Case{
                 "that lies",
                 [](const ZipEntry& e) {
                     return little_endian(e.central.crc, 4) +
                            little_endian(e.central.packed_size, 4) + little_endian(7, 4);
                 },
                 "FILE_CORRUPT"},
         }) {
        SCOPED_TRACE(name);
        auto parts = two_parts();
        auto& entry = parts.front();
        entry.local.flags = entry.central.flags = 8;
        entry.local.crc = 0;
        entry.local.size = entry.local.packed_size = 0;
        entry.behind = descriptor(entry);

        EXPECT_EQ(ending(zip_file(parts)), code);
    }
}

TEST(Archive, ReadsSizesFromTheZip64Field) {
    auto parts = two_parts();
    auto& entry = parts.front();
    for (auto* header : {&entry.local, &entry.central}) {
        header->extra = test::little_endian(0x7777, 2) + test::little_endian(0, 2) +
                        test::little_endian(1, 2) + test::little_endian(16, 2) +
                        test::little_endian(header->size, 8) +
                        test::little_endian(header->packed_size, 8);
        header->size = header->packed_size = 0xFFFFFFFF;
    }

    EXPECT_EQ(ending(zip_file(parts)), "ok");
}

TEST(Archive, CountsEntriesAndBytesAgainstTheLimits) {
    const std::string zeros(32 * mib, '0');
    const auto bomb = zip_file({zip_entry("a", zeros)});
    struct Case {
        const char* name;
        std::function<void(ReaderLimits&)> bend;
        const char* code;
    };
    for (const auto& [name, bend, code] : {
             Case{"ratio", [](ReaderLimits& l) { l.ratio = 100; }, "FILE_TOO_LARGE"},
             Case{"ratio allowed", [](ReaderLimits& l) { l.ratio = 2000; }, "ok"},
             Case{
                 "ratio not yet judged",
                 [](ReaderLimits& l) {
                     l.ratio = 100;
                     l.ratio_judged_past = 32 * mib;
                 },
                 "ok"},
             Case{
                 "part",
                 [](ReaderLimits& l) {
                     l.ratio = 2000;
                     l.part_bytes = 32 * mib - 1;
                 },
                 "FILE_TOO_LARGE"},
             Case{
                 "all parts",
                 [](ReaderLimits& l) {
                     l.ratio = 2000;
                     l.unpacked_bytes = 32 * mib - 1;
                 },
                 "FILE_TOO_LARGE"},
             Case{"entries", [](ReaderLimits& l) { l.entries = 0; }, "FILE_TOO_LARGE"},
         }) {
        SCOPED_TRACE(name);
        ReaderLimits limits;
        bend(limits);

        EXPECT_EQ(ending(bomb, limits), code);
    }
}

}  // namespace
}  // namespace rollcall::sheet::zip
