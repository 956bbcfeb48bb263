#include "sheet/zip/directory.hpp"

#include <algorithm>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "sheet/zip/damage.hpp"
#include "sheet/zip/fields.hpp"
#include "sheet/zip/local_header.hpp"

namespace rollcall::sheet::zip {
namespace {

constexpr std::uint32_t central_signature = 0x02014B50;
constexpr std::uint32_t signature_signature = 0x05054B50;  // APPNOTE 4.3.13: may follow the entries
constexpr std::uint16_t flags_of_encryption = 1U << 0U | 1U << 6U | 1U << 13U;
constexpr std::uint16_t method_stored = 0;
constexpr std::uint16_t method_deflated = 8;

Result<Method> method_of(std::uint16_t number) {
    if (number == method_stored) return Method::stored;
    if (number == method_deflated) return Method::deflated;
    return damaged(fmt::format("a part is packed by an unknown method ({})", number));
}

Result<Entry> read_entry(Fields& fields, std::uint64_t base) {
    if (fields.u32() != central_signature) return damaged("its table of contents is broken");
    Entry entry;
    fields.skip(4);
    entry.flags = fields.u16();
    const auto method = method_of(fields.u16());
    fields.skip(4);
    entry.crc = fields.u32();
    Sizes sizes;
    sizes.packed = fields.u32();
    sizes.unpacked = fields.u32();
    const auto name_length = fields.u16();
    const auto extra_length = fields.u16();
    const auto comment_length = fields.u16();
    fields.skip(8);
    std::uint64_t header_at = fields.u32();
    entry.name = fields.text(name_length);
    const auto extra = fields.text(extra_length);
    fields.skip(comment_length);
    if (!fields.good()) return damaged("its table of contents ends within an entry");
    if ((entry.flags & flags_of_encryption) != 0) {
        return refuse(
            Errc::file_encrypted,
            "The file is protected by a password. Open it in Excel, remove the password (File, "
            "Info, Protect Workbook) and save it again."
        );
    }
    if (!method) return std::unexpected(method.error());
    if (!widen(extra, sizes, &header_at)) return damaged("a part's size is not stated");
    entry.method = *method;
    entry.packed_size = sizes.packed;
    entry.size = sizes.unpacked;
    if (header_at > std::numeric_limits<std::uint64_t>::max() - base)
        return damaged("a part lies beyond its end");
    entry.header_at = header_at + base;
    return entry;
}

Result<std::vector<Entry>> read_entries(std::string_view bytes, const DirectoryPlace& place) {
    std::vector<Entry> entries;
    Fields fields(bytes);
    for (std::uint64_t i = 0; i < place.entries; ++i) {
        auto entry = read_entry(fields, place.base);
        if (!entry) return std::unexpected(entry.error());
        entries.push_back(std::move(*entry));
    }
    if (fields.left() > 0 && fields.u32() != signature_signature)
        return damaged("its table of contents holds more than it states");
    return entries;
}

// Sorted by place, each entry must end before the next begins. One compressed kernel that many
// entries share is how 0.2 MB become 20 GB.
Result<void> refuse_overlaps(const std::vector<Entry>& entries, std::uint64_t directory_at) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
    ranges.reserve(entries.size());
    for (const auto& entry : entries)
        ranges.emplace_back(entry.header_at, entry.data_at + entry.packed_size);
    std::ranges::sort(ranges);
    std::uint64_t end = 0;
    for (const auto& [from, to] : ranges) {
        if (from < end) return damaged("two of its parts lie one over the other");
        end = to;
    }
    if (end > directory_at) return damaged("a part lies beyond its end");
    return {};
}

}  // namespace

Result<std::vector<Entry>>
read_directory(const File& file, const DirectoryPlace& place, const ReaderLimits& limits) {
    if (place.entries > limits.entries || place.size > limits.small_part_bytes) {
        return refuse(
            Errc::file_too_large,
            fmt::format(
                "The file holds {} parts; a workbook may hold {}. Copy the sheet into a new "
                "workbook and send that.",
                place.entries,
                limits.entries
            )
        );
    }
    if (place.entries == 0) {
        return refuse(
            Errc::file_not_a_spreadsheet,
            "The file is an empty zip archive, not a workbook. Save the list as .xlsx in Excel."
        );
    }
    const auto bytes = file.bytes_at(place.at, static_cast<std::size_t>(place.size));
    auto entries = read_entries(bytes, place);
    if (!entries) return entries;
    for (auto& entry : *entries) {
        if (const auto same = check_local_header(file, entry, place.at); !same)
            return std::unexpected(same.error());
    }
    if (const auto apart = refuse_overlaps(*entries, place.at); !apart)
        return std::unexpected(apart.error());
    return entries;
}

}  // namespace rollcall::sheet::zip
