#include "sheet/ole.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "sheet/file.hpp"

namespace rollcall::sheet::ole {
namespace {

using std::string_view_literals::operator""sv;

constexpr auto magic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv;
// The stream's name as the directory has it: UTF-16, little endian.
constexpr auto encrypted_package = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;

// Offsets in the header and shape of the allocation table, [MS-CFB] 2.2 and 2.3.
constexpr std::size_t header_bytes = 512;
constexpr std::size_t sector_shift_offset = 30;
constexpr std::size_t directory_offset = 48;
constexpr std::size_t first_table_offset = 76;
constexpr std::uint32_t tables_in_header = 109;
constexpr std::uint32_t last_sector = 0xFFFFFFFA;
// A directory sector has four or 32 names; a workbook's directory has a dozen.
constexpr int directory_sectors_max = 64;

std::uint32_t number_at(std::string_view bytes, std::size_t offset) {
    std::uint32_t value = 0;
    if (offset + sizeof(value) > bytes.size()) return last_sector;
    std::memcpy(&value, bytes.data() + offset, sizeof(value));
    return value;
}

struct Sectors {
    const File& file;
    std::string header;
    std::uint64_t bytes;

    std::uint64_t offset_of(std::uint32_t sector) const { return (sector + 1ULL) * bytes; }

    // The sector that follows in its chain, by the tables that the header itself names: these
    // cover the first 6.8 MB, and more than that in files with large sectors.
    std::uint32_t after(std::uint32_t sector) const {
        const auto in_a_table = bytes / sizeof(std::uint32_t);
        const auto table = sector / in_a_table;
        if (table >= tables_in_header) return last_sector;
        const auto at = number_at(header, first_table_offset + table * sizeof(std::uint32_t));
        if (at >= last_sector) return last_sector;
        const auto entry = offset_of(at) + (sector % in_a_table) * sizeof(std::uint32_t);
        return number_at(file.bytes_at(entry, sizeof(std::uint32_t)), 0);
    }
};

}  // namespace

bool is_ole(std::string_view first_bytes) {
    return first_bytes.starts_with(magic);
}

bool is_encrypted(std::string_view first_bytes) {
    return first_bytes.contains(encrypted_package);
}

bool is_encrypted(const File& file) {
    const auto header = file.bytes_at(0, header_bytes);
    if (header.size() < header_bytes) return false;
    const bool large = header[sector_shift_offset] == 12;
    const Sectors sectors{.file = file, .header = header, .bytes = large ? 4096ULL : 512ULL};
    auto sector = number_at(header, directory_offset);
    for (int read = 0; sector < last_sector && read < directory_sectors_max; ++read) {
        const auto names = file.bytes_at(sectors.offset_of(sector), sectors.bytes);
        if (is_encrypted(names)) return true;
        sector = sectors.after(sector);
    }
    // A directory that leads nowhere; what stands at the front may still tell.
    return is_encrypted(file.bytes_at(0, 4096));
}

}  // namespace rollcall::sheet::ole
