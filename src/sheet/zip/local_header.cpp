#include "sheet/zip/local_header.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

#include "sheet/zip/damage.hpp"
#include "sheet/zip/fields.hpp"

namespace rollcall::sheet::zip {
namespace {

constexpr std::uint32_t local_signature = 0x04034B50;
constexpr std::uint32_t descriptor_signature = 0x08074B50;
constexpr std::uint16_t zip64_extra = 1;
constexpr std::uint64_t all_ones = 0xFFFFFFFF;
constexpr std::size_t local_bytes = 30;
constexpr std::uint16_t flag_encrypted = 1U << 0U;
constexpr std::uint16_t flag_descriptor = 1U << 3U;

std::string_view find_zip64(std::string_view extra) {
    Fields fields(extra);
    while (fields.left() >= 4) {
        const auto id = fields.u16();
        const auto content = fields.text(fields.u16());
        if (!fields.good()) return {};
        if (id == zip64_extra) return content;
    }
    return {};
}

// APPNOTE 4.3.9: with or without a signature, sizes of 32 or of 64 bits; nothing tells which.
bool is_descriptor_of(std::string_view bytes, const Entry& entry) {
    if (Fields(bytes).u32() == descriptor_signature && is_descriptor_of(bytes.substr(4), entry))
        return true;
    Fields narrow(bytes);
    const bool crc_agrees = narrow.u32() == entry.crc;
    Fields wide = narrow;
    const bool narrow_agrees = narrow.u32() == (entry.packed_size & all_ones) &&
                               narrow.u32() == (entry.size & all_ones) && narrow.good();
    const bool wide_agrees =
        wide.u64() == entry.packed_size && wide.u64() == entry.size && wide.good();
    return crc_agrees && (narrow_agrees || wide_agrees);
}

struct Header {
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t crc = 0;
    Sizes sizes;
    std::size_t name_length = 0;
    std::size_t extra_length = 0;
};

Header read_header(Fields& fields) {
    Header header;
    fields.skip(2);
    header.flags = fields.u16();
    header.method = fields.u16();
    fields.skip(4);
    header.crc = fields.u32();
    header.sizes.packed = fields.u32();
    header.sizes.unpacked = fields.u32();
    header.name_length = fields.u16();
    header.extra_length = fields.u16();
    return header;
}

bool same_name(std::string_view left, std::string_view right) {
    const auto slash = [](char c) { return c == '\\' ? '/' : c; };
    return std::ranges::equal(left, right, {}, slash, slash);
}

// With a descriptor behind the data the header may leave the numbers at zero.
bool agrees(const Header& header, const Entry& entry) {
    const bool later = (header.flags & flag_descriptor) != 0;
    const auto same = [later](std::uint64_t local, std::uint64_t central) {
        return local == central || (later && (local == 0 || local == all_ones));
    };
    return same(header.crc, entry.crc) && same(header.sizes.packed, entry.packed_size) &&
           same(header.sizes.unpacked, entry.size);
}

}  // namespace

bool widen(std::string_view extra, Sizes& sizes, std::uint64_t* header_at) {
    Fields fields(find_zip64(extra));
    if (sizes.unpacked == all_ones) sizes.unpacked = fields.u64();
    if (sizes.packed == all_ones) sizes.packed = fields.u64();
    if (header_at != nullptr && *header_at == all_ones) *header_at = fields.u64();
    return fields.good();
}

Result<void> check_local_header(const File& file, Entry& entry, std::uint64_t directory_at) {
    if (entry.header_at >= directory_at || directory_at - entry.header_at < local_bytes)
        return damaged("a part lies beyond its end");
    const auto bytes = file.bytes_at(entry.header_at, local_bytes);
    Fields fields(bytes);
    if (fields.u32() != local_signature) return damaged("a part is not where it should be");
    auto header = read_header(fields);
    const auto tail =
        file.bytes_at(entry.header_at + local_bytes, header.name_length + header.extra_length);
    const auto name = std::string_view(tail).substr(0, header.name_length);
    if (!same_name(name, entry.name)) return damaged("a part has two different names");

    const auto extra = std::string_view(tail).substr(name.size());
    const bool later = (header.flags & flag_descriptor) != 0;
    if (!widen(extra, header.sizes, nullptr) && !later)
        return damaged("a part's size is not stated");
    const bool deflated = entry.method == Method::deflated;
    if (header.method != (deflated ? 8 : 0) || (header.flags & flag_encrypted) != 0)
        return damaged("a part is packed in two different ways");
    if (!agrees(header, entry)) return damaged("a part states two different sizes");

    entry.data_at = entry.header_at + local_bytes + tail.size();
    if (entry.data_at > directory_at || entry.packed_size > directory_at - entry.data_at)
        return damaged("a part lies beyond its end");
    if (later) {
        constexpr std::size_t descriptor_bytes_max = 24;
        const auto behind = file.bytes_at(entry.data_at + entry.packed_size, descriptor_bytes_max);
        if (!is_descriptor_of(behind, entry)) return damaged("a part states two different sizes");
    }
    return {};
}

}  // namespace rollcall::sheet::zip
