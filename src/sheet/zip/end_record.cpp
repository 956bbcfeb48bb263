#include "sheet/zip/end_record.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.hpp"
#include "sheet/zip/damage.hpp"
#include "sheet/zip/fields.hpp"

namespace rollcall::sheet::zip {
namespace {

using std::string_view_literals::operator""sv;

// APPNOTE 4.3.16, 4.3.15, 4.3.14, 4.3.12, 4.3.7.
constexpr auto end_signature = "PK\x05\x06"sv;
constexpr auto locator_signature = "PK\x06\x07"sv;
constexpr auto end64_signature = "PK\x06\x06"sv;
constexpr auto central_signature = "PK\x01\x02"sv;
constexpr auto local_signature = "PK\x03\x04"sv;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t locator_bytes = 20;
constexpr std::size_t end64_bytes = 56;
constexpr std::size_t central_bytes = 46;

// A comment has at most 65,535 bytes; the rest is room for junk that was appended.
constexpr std::size_t tail_bytes = 256 * kib;
// Junk made of signatures costs a look each: nobody honest has more than a few.
constexpr int candidates_max = 64;

struct End64 {
    std::uint64_t at = 0;
    DirectoryPlace stated;  // `at` as the record states it
};

std::optional<End64> read_end64(const File& file, std::uint64_t at) {
    const auto bytes = file.bytes_at(at, end64_bytes);
    if (!bytes.starts_with(end64_signature)) return std::nullopt;
    Fields fields(bytes);
    fields.skip(24);
    const auto here = fields.u64();
    End64 record{at, {}};
    record.stated.entries = fields.u64();
    record.stated.size = fields.u64();
    record.stated.at = fields.u64();
    if (!fields.good() || here != record.stated.entries) return std::nullopt;
    return record;
}

// The zip64 record that belongs to the end record at `end_at`, when there is one.
std::optional<End64> find_end64(const File& file, std::uint64_t end_at) {
    if (end_at < locator_bytes + end64_bytes) return std::nullopt;
    const auto locator = file.bytes_at(end_at - locator_bytes, locator_bytes);
    if (!locator.starts_with(locator_signature)) return std::nullopt;
    Fields fields(locator);
    fields.skip(8);
    const auto stated_at = fields.u64();
    // With bytes before the archive the stated place is wrong: the record then ends at its locator.
    if (stated_at < end_at) {
        if (auto record = read_end64(file, stated_at)) return record;
    }
    return read_end64(file, end_at - locator_bytes - end64_bytes);
}

bool starts_directory(const File& file, const DirectoryPlace& place) {
    return place.entries == 0 || file.bytes_at(place.at, 4) == central_signature;
}

// The directory that the end record at `end_at` tells of, or nothing when it cannot be one.
std::optional<DirectoryPlace>
directory_of(const File& file, std::uint64_t end_at, std::string_view record) {
    Fields fields(record);
    fields.skip(8);
    const auto here = fields.u16();
    DirectoryPlace place;
    place.entries = fields.u16();
    place.size = fields.u32();
    place.at = fields.u32();
    auto directory_end = end_at;
    if (const auto wide = find_end64(file, end_at)) {
        place = wide->stated;
        directory_end = wide->at;
    } else if (here != place.entries) {
        return std::nullopt;
    }
    // An entry needs 46 bytes at least: a count that cannot be is a lie, not a large archive.
    if (place.size > directory_end || place.entries > place.size / central_bytes)
        return std::nullopt;
    const auto at = directory_end - place.size;
    if (at >= place.at) {
        const DirectoryPlace beside{at, place.size, place.entries, at - place.at};
        if (starts_directory(file, beside)) return beside;
    }
    // Something lies between the directory and its end record (a signature, 4.3.13).
    if (place.at + place.size <= directory_end && starts_directory(file, place)) return place;
    return std::nullopt;
}

std::uint64_t comment_end(std::uint64_t end_at, std::string_view record) {
    Fields fields(record);
    fields.skip(20);
    return end_at + end_bytes + fields.u16();
}

struct Found {
    DirectoryPlace place;
    std::uint64_t end_at;
};

std::unexpected<Error> refuse_without_end(const File& file) {
    if (file.bytes_at(0, 4) == local_signature) {
        return refuse(
            Errc::file_truncated,
            "The file ends too early: the upload or a copy of it was cut off. Send the whole file "
            "again."
        );
    }
    return refuse(
        Errc::file_not_a_spreadsheet,
        "The file is not an Excel workbook. Open it in Excel and save it as .xlsx."
    );
}

}  // namespace

Result<DirectoryPlace> find_directory(const File& file) {
    const auto tail_at = file.size() - std::min<std::uint64_t>(file.size(), tail_bytes);
    const auto tail = file.bytes_at(tail_at, tail_bytes);
    std::optional<Found> found;
    bool seen = false;
    auto from = std::string::npos;
    for (int candidates = 0; candidates < candidates_max; ++candidates) {
        const auto at = tail.rfind(end_signature, from);
        if (at == std::string::npos) break;
        const auto record = std::string_view(tail).substr(at, end_bytes);
        const auto end_at = tail_at + at;
        seen = seen || record.size() == end_bytes;
        if (record.size() == end_bytes && comment_end(end_at, record) <= file.size()) {
            const auto place = directory_of(file, end_at, record);
            // Two readers would see two workbooks: one lies in the comment of the other.
            if (place && found && comment_end(end_at, record) > found->end_at)
                return damaged("it has two tables of contents");
            if (place && !found) found = Found{*place, end_at};
        }
        if (at == 0) break;
        from = at - 1;
    }
    if (found) return found->place;
    if (seen) return damaged("its table of contents is not where it should be");
    return refuse_without_end(file);
}

}  // namespace rollcall::sheet::zip
