// Zip files made in memory, right ones and ones that lie, for tests of the reader.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>

#include "base/assert.hpp"
#include "tests/support/memory_file.hpp"  // IWYU pragma: export

namespace rollcall::test {

inline std::string little_endian(std::uint64_t number, std::size_t width) {
    std::string bytes;
    for (std::size_t i = 0; i < width; ++i)
        bytes += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
    return bytes;
}

inline unsigned char* raw(std::string& text) {
    return static_cast<unsigned char*>(static_cast<void*>(text.data()));
}

inline std::uint32_t crc_of(std::string text) {
    return crc32_gzip_refl(0, raw(text), text.size());
}

inline std::string deflate(std::string text) {
    std::string packed(text.size() + 1024, '\0');
    isal_zstream stream{};
    isal_deflate_stateless_init(&stream);
    stream.end_of_stream = 1;
    stream.next_in = raw(text);
    stream.avail_in = static_cast<std::uint32_t>(text.size());
    stream.next_out = raw(packed);
    stream.avail_out = static_cast<std::uint32_t>(packed.size());
    ROLLCALL_ASSERT(isal_deflate_stateless(&stream) == COMP_OK);
    packed.resize(stream.total_out);
    return packed;
}

// One header's numbers; a test bends those of the local or of the central header.
struct ZipHeader {
    std::string name;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc = 0;
    std::uint64_t packed_size = 0;
    std::uint64_t size = 0;
    std::optional<std::uint64_t> offset;  // central only: where the local header is said to be
    std::string extra;
};

struct ZipEntry {
    ZipHeader local;
    ZipHeader central;
    std::string data;
    std::string behind;  // a data descriptor
};

inline ZipEntry zip_entry(std::string name, std::string content, bool deflated = true) {
    ZipEntry entry;
    entry.local.name = std::move(name);
    entry.local.method = deflated ? 8 : 0;
    entry.local.crc = crc_of(content);
    entry.local.size = content.size();
    entry.data = deflated ? deflate(std::move(content)) : std::move(content);
    entry.local.packed_size = entry.data.size();
    entry.central = entry.local;
    return entry;
}

// An entry whose content is made piece by piece and never whole in memory: `next` gives the next
// piece, an empty one at the end.
inline ZipEntry streamed_entry(std::string name, const std::function<std::string()>& next) {
    ZipEntry entry;
    entry.local.name = std::move(name);
    entry.local.method = 8;
    isal_zstream stream{};
    isal_deflate_init(&stream);
    std::string packed(std::size_t{256} * 1024, '\0');
    while (stream.end_of_stream == 0) {
        auto piece = next();
        stream.end_of_stream = piece.empty() ? 1 : 0;
        stream.next_in = raw(piece);
        stream.avail_in = static_cast<std::uint32_t>(piece.size());
        entry.local.crc = crc32_gzip_refl(entry.local.crc, raw(piece), piece.size());
        entry.local.size += piece.size();
        do {
            stream.next_out = raw(packed);
            stream.avail_out = static_cast<std::uint32_t>(packed.size());
            ROLLCALL_ASSERT(isal_deflate(&stream) == COMP_OK);
            entry.data.append(packed, 0, packed.size() - stream.avail_out);
        } while (stream.avail_out == 0);
    }
    entry.local.packed_size = entry.data.size();
    entry.central = entry.local;
    return entry;
}

// The end record's numbers; what is not set is as it should be.
struct ZipEnd {
    std::optional<std::uint64_t> entries;
    std::optional<std::uint64_t> directory_at;
    std::string comment;
    bool zip64 = false;
};

inline std::string header_fields(const ZipHeader& header) {
    return little_endian(header.flags, 2) + little_endian(header.method, 2) + little_endian(0, 4) +
           little_endian(header.crc, 4) + little_endian(header.packed_size, 4) +
           little_endian(header.size, 4) + little_endian(header.name.size(), 2) +
           little_endian(header.extra.size(), 2);
}

inline std::string
zip_end(const ZipEnd& end, std::uint64_t entries, std::uint64_t at, std::uint64_t size) {
    const auto count = end.entries.value_or(entries);
    const auto place = end.directory_at.value_or(at);
    std::string bytes;
    if (end.zip64) {
        bytes += "PK\x06\x06" + little_endian(44, 8) + little_endian(45, 2) + little_endian(45, 2) +
                 little_endian(0, 8) + little_endian(count, 8) + little_endian(count, 8) +
                 little_endian(size, 8) + little_endian(place, 8);
        bytes +=
            "PK\x06\x07" + little_endian(0, 4) + little_endian(at + size, 8) + little_endian(1, 4);
    }
    const auto narrow = [&end](std::uint64_t number, std::size_t width) {
        return little_endian(end.zip64 ? ~std::uint64_t{0} : number, width);
    };
    return bytes + "PK\x05\x06" + little_endian(0, 4) + narrow(count, 2) + narrow(count, 2) +
           narrow(size, 4) + narrow(place, 4) + little_endian(end.comment.size(), 2) + end.comment;
}

inline std::string zip_file(const std::vector<ZipEntry>& entries, const ZipEnd& end = {}) {
    std::string bytes;
    std::string directory;
    for (const auto& entry : entries) {
        const auto offset = entry.central.offset.value_or(bytes.size());
        bytes += "PK\x03\x04" + little_endian(20, 2) + header_fields(entry.local) +
                 entry.local.name + entry.local.extra + entry.data + entry.behind;
        directory += "PK\x01\x02" + little_endian(20, 2) + little_endian(20, 2) +
                     header_fields(entry.central) + little_endian(0, 8) + little_endian(0, 2) +
                     little_endian(offset, 4) + entry.central.name + entry.central.extra;
    }
    return bytes + directory + zip_end(end, entries.size(), bytes.size(), directory.size());
}

}  // namespace rollcall::test
